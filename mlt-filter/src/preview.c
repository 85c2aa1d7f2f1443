#include "ticket.h"

#include "decoders.h"
#include "overlay.h"
#include "picture.h"
#include "report.h"
#include "worker.h"

#include <stdio.h>
#include <string.h>

/* An upstream that never gives the same picture twice must not have the same run edited for ever. */
enum { MOST_MISMATCHES = 4 };

/* Frames of this filter that previews wait for, and how long the rest will take. */
static void tell_progress(struct run *run, char *text, size_t size)
{
    runs_lock();
    struct shelf *shelf = run->shelf;
    double seconds = -1;
    for (struct run *at = shelf->newest; at; at = at->older) {
        if (at->state == RUN_EDITING && at->seconds >= 0 && at->ready < at->own) {
            seconds = at->seconds / (at->own - at->ready) * (shelf->asked - shelf->edited);
        }
    }
    if (run->state == RUN_FAILED) {
        snprintf(text, size, "DiffFERV: %s", run->failure.sentence);
    } else if (seconds < 0) {
        snprintf(text, size, "DiffFERV: %d of %d frames", shelf->edited, shelf->asked);
    } else {
        snprintf(text,
                 size,
                 "DiffFERV: %d of %d frames, %.0f s left",
                 shelf->edited,
                 shelf->asked,
                 seconds);
    }
    runs_unlock();
}

static int unedited(mlt_filter filter,
                    struct ticket *ticket,
                    mlt_frame frame,
                    uint8_t **image,
                    mlt_image_format *format,
                    int *width,
                    int *height,
                    int writable)
{
    mlt_profile profile = mlt_service_profile(MLT_FILTER_SERVICE(filter));
    char text[1100];
    if (ticket->failure.sentence[0]) {
        report_sentence(ticket->failure.sentence);
        snprintf(text, sizeof text, "DiffFERV: %s", ticket->failure.sentence);
    } else {
        tell_progress(ticket->outlook.run, text, sizeof text);
    }
    int draws = overlay_available(profile);
    if (draws) {
        *format = mlt_image_rgba;
    }
    int error = mlt_frame_get_image(frame, image, format, width, height, writable || draws);
    if (!error && draws && *image && *format == mlt_image_rgba) {
        overlay_draw(profile, text, *image, *width, *height);
    }
    return error;
}

/* Whether the picture is still that which was decoded for the run: effects below may have changed since. */
static int is_same(struct run *run, int index, const uint8_t *pixels)
{
    uint8_t signature[PICTURE_SIGNATURE];
    const uint8_t *decoded = run->pictures[run->lead + index].signature;
    picture_sign(pixels, run->format, run->width, run->height, signature);
    int same = !decoded || picture_is_same(decoded, signature);
    runs_lock();
    run->shelf->mismatches = same ? 0 : run->shelf->mismatches + 1;
    same |= run->shelf->mismatches > MOST_MISMATCHES;
    runs_unlock();
    return same;
}

static int edited(struct ticket *ticket,
                  mlt_frame frame,
                  uint8_t **image,
                  mlt_image_format *format,
                  int *width,
                  int *height)
{
    struct run *run = ticket->outlook.run;
    *format = run->format;
    *width = run->width;
    *height = run->height;
    int error = mlt_frame_get_image(frame, image, format, width, height, 1);
    if (error || !*image || *format != run->format || *width != run->width
        || *height != run->height) {
        return error;
    }
    if (!is_same(run, ticket->outlook.index, *image)) {
        shelf_drop(run);
        worker_want_refresh();
    } else if (!ticket_compose(ticket, *image, &ticket->failure)) {
        report_sentence(ticket->failure.sentence);
    }
    return 0;
}

int preview_image(mlt_filter filter,
                  struct ticket *ticket,
                  mlt_frame frame,
                  uint8_t **image,
                  mlt_image_format *format,
                  int *width,
                  int *height,
                  int writable)
{
    struct run *run = ticket->outlook.run;
    if (!run) {
        return unedited(filter, ticket, frame, image, format, width, height, writable);
    }
    /* 8 bits are what displays show; the run's format must not depend on who asks first. */
    decoders_submit(run, frame, mlt_image_rgba, *width, *height, 0);
    runs_lock();
    int ready = run_is_ready(run, ticket->outlook.index);
    int fits = run->asked_width == *width && run->asked_height == *height;
    runs_unlock();
    if (!fits) {
        /* The monitor's resolution was changed. */
        shelf_drop(run);
        worker_want_refresh();
    }
    return ready && fits ? edited(ticket, frame, image, format, width, height)
                         : unedited(filter, ticket, frame, image, format, width, height, writable);
}
