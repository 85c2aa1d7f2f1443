#include "ticket.h"

#include "consumers.h"
#include "decoders.h"
#include "picture.h"
#include "report.h"
#include "tally.h"
#include "worker.h"

#include <stdio.h>
#include <string.h>

enum { LOOK_MS = 200 };

/* The handle of a run all of whose frames can be composed, 0 for another or none; with the lock held. */
static int64_t whole(const struct run *run)
{
    return run && run_is_ready(run, run->own - 1) ? run->handle : 0;
}

int ticket_compose(const struct ticket *ticket, void *pixels, struct diffferv_failure *failure)
{
    const struct outlook *outlook = &ticket->outlook;
    const struct run *run = outlook->run;
    runs_lock();
    int64_t before = whole(outlook->before);
    int64_t after = whole(outlook->after);
    runs_unlock();
    diffferv_engine_attach();
    return run->engine
        ->compose(run->handle, before, after, outlook->index, ticket->strength, pixels, failure);
}

/* Waits for own frame `index` of a run; with a stop of the consumer the edit has no more use. */
static int wait_for(struct run *run, int index, struct diffferv_failure *failure)
{
    struct diffferv_failure gone = {0};
    int given_up = 0;
    runs_lock();
    while (!run_is_ready(run, index) && run->state != RUN_FAILED && run->state != RUN_COLLECTED
           && !given_up) {
        runs_unlock();
        int left = consumers_left();
        /* Calls into an engine that has died never return. */
        int alive = !diffferv_engine_lost(&gone);
        runs_lock();
        given_up = worker_is_stopping() || left || !alive;
        if (!given_up && !run_is_ready(run, index)) {
            runs_wait(LOOK_MS);
        }
    }
    int ready = run_is_ready(run, index);
    if (!ready) {
        /* Whoever else waits is to hear the reason. */
        run->cancelled |= given_up && !gone.code;
        *failure = gone.code ? gone : run->failure;
    }
    runs_unlock();
    return ready;
}

/* What the frame would have decoded and shown: a consumer asks a second time, and would get it in place of the edit. */
static void forget_source(mlt_frame frame)
{
    while (mlt_deque_count(frame->stack_image)) {
        mlt_deque_pop_back(frame->stack_image);
    }
}

/* The pixels that were decoded for the run; the first to ask gets them. */
static int take_pixels(struct ticket *ticket,
                       mlt_frame frame,
                       uint8_t **image,
                       mlt_image_format *format,
                       int *width,
                       int *height)
{
    struct run *run = ticket->outlook.run;
    struct picture *picture = &run->pictures[run->lead + ticket->outlook.index];
    runs_lock();
    uint8_t *pixels = picture->pixels;
    picture->pixels = NULL;
    runs_unlock();
    *format = run->format;
    *width = run->width;
    *height = run->height;
    if (!pixels) {
        int error = mlt_frame_get_image(frame, image, format, width, height, 1);
        return !error && *image && *format == run->format && *width == run->width
               && *height == run->height;
    }
    picture_pass_traits(picture->traits, frame);
    forget_source(frame);
    mlt_frame_set_image(frame,
                        pixels,
                        (int) picture_size(*format, *width, *height),
                        mlt_pool_release);
    *image = pixels;
    return 1;
}

static int edit_pixels(struct ticket *ticket,
                       mlt_frame frame,
                       uint8_t **image,
                       mlt_image_format *format,
                       int *width,
                       int *height,
                       struct diffferv_failure *failure)
{
    struct outlook *outlook = &ticket->outlook;
    mlt_image_format asked = picture_format(*format);
    consumers_serve(frame);
    struct run *wanted[] = {outlook->before, outlook->run, outlook->after, outlook->ahead};
    for (int i = 0; i < 4; i++) {
        decoders_submit(wanted[i], frame, asked, *width, *height, 1);
    }
    if (!wait_for(outlook->run, outlook->index, failure)
        || (outlook->before && !wait_for(outlook->before, outlook->before->own - 1, failure))
        || (outlook->after && !wait_for(outlook->after, outlook->after->own - 1, failure))) {
        return 0;
    }
    if (!take_pixels(ticket, frame, image, format, width, height)) {
        *failure = failure_of(4, "a frame that was asked for twice cannot be decoded again.");
        return 0;
    }
    return ticket_compose(ticket, *image, failure);
}

/* What a job of Kdenlive's finds when it is over: that frames were edited, or the first failure. Kdenlive 22.12 takes a
   job for done, and offers to forget that, where its result has a semicolon. */
static void tell_results(mlt_filter filter, struct ticket *ticket, const char *failure)
{
    char result[sizeof ticket->failure.sentence];
    snprintf(result, sizeof result, "%s", failure ? failure : "edited; kept on disk");
    for (char *at = result; failure && (at = strchr(at, ';'));) {
        *at = ',';
    }
    runs_lock();
    int failed_before = ticket->shelf->job_failed;
    ticket->shelf->job_failed |= failure != NULL;
    runs_unlock();
    if (!failed_before) {
        mlt_properties_set(MLT_FILTER_PROPERTIES(filter), "results", result);
    }
}

static void fail(mlt_filter filter, struct ticket *ticket, mlt_frame frame)
{
    /* Whoever stopped a render knows that it is not finished. */
    if (consumers_left()) {
        return;
    }
    const char *sentence = ticket->failure.sentence[0]
                               ? ticket->failure.sentence
                               : "the edit was abandoned before it was finished.";
    report_sentence(sentence);
    if (ticket->job) {
        tell_results(filter, ticket, sentence);
    } else if (ticket->batch) {
        consumers_abort(frame);
    }
}

int render_image(mlt_filter filter,
                 struct ticket *ticket,
                 mlt_frame frame,
                 uint8_t **image,
                 mlt_image_format *format,
                 int *width,
                 int *height)
{
    struct diffferv_failure *failure = &ticket->failure;
    if (failure->sentence[0] || !edit_pixels(ticket, frame, image, format, width, height, failure)) {
        fail(filter, ticket, frame);
        tally_failed(failure);
        return 1;
    }
    tally_edited(&ticket->shelf->told_edited, ticket->number);
    if (ticket->job) {
        tell_results(filter, ticket, NULL);
    }
    return 0;
}
