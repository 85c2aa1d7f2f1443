#include "decode.h"

#include "consumers.h"
#include "picture.h"
#include "shelf.h"
#include "window.h"
#include "worker.h"

#include <stdlib.h>
#include <string.h>

static int is_unwanted(struct run *run)
{
    /* A render that was stopped closes its clip and profile next. */
    int left = run->batch && consumers_left();
    runs_lock();
    run->cancelled |= left;
    int unwanted = run->cancelled || worker_is_stopping();
    runs_unlock();
    return unwanted;
}

static int open_run(struct run *run, int width, int height, struct diffferv_failure *failure)
{
    run->width = width;
    run->height = height;
    struct diffferv_run description = {.settings = (const char *const *) run->settings->pairs,
                                       .width = width,
                                       .height = height,
                                       .depth = picture_depth(run->format),
                                       .lead = run->lead,
                                       .own = run->own,
                                       .trail = run->trail,
                                       .first = run->first};
    worker_enter_engine();
    run->handle = run->engine->open(&description, failure);
    worker_leave_engine();
    return run->handle != 0;
}

static int64_t number_of(const struct run *run, int i)
{
    return run->first - run->lead + i;
}

/* In the order in which MLT takes the locks on its way from the host to the clip; a track seeks outside of its clip's. */
static void hold_clip(struct run *run)
{
    if (run->moved && run->moved != run->host) {
        mlt_service_lock(run->host);
    }
    if (run->moved) {
        mlt_service_lock(run->moved);
    }
}

static void let_clip_go(struct run *run)
{
    if (run->moved) {
        mlt_service_unlock(run->moved);
    }
    if (run->moved && run->moved != run->host) {
        mlt_service_unlock(run->host);
    }
}

/* Whoever moved the clip now waits for a lock that is held here, and cannot do so twice. */
static mlt_frame take_again(struct run *run, int i)
{
    mlt_frame frame;
    struct playhead before = place_leave(&run->place);
    mlt_position position = run->start - run->lead + i;
    enum fetch fetch = place_fetch(&run->place, position, run->clip, &frame);
    place_return(&run->place, before);
    if (fetch != FETCH_DONE) {
        return NULL;
    }
    mlt_frame_close(run->pictures[i].frame);
    mlt_properties_copy(MLT_FRAME_PROPERTIES(frame), run->consumer, "consumer.");
    return run->pictures[i].frame = frame;
}

/* Reads a frame's pixels; they stay the frame's. */
static int read_pixels(struct run *run, int i, uint8_t **pixels, struct diffferv_failure *failure)
{
    mlt_frame frame = run->pictures[i].frame;
    mlt_properties_copy(MLT_FRAME_PROPERTIES(frame), run->consumer, "consumer.");
    mlt_image_format format = run->format;
    int width = run->width, height = run->height;
    hold_clip(run);
    int error = mlt_frame_get_image(frame, pixels, &format, &width, &height, 0);
    if (run->moved && place_mistook(&run->place, run->clip)) {
        frame = take_again(run, i);
        error = !frame || mlt_frame_get_image(frame, pixels, &format, &width, &height, 0);
    }
    let_clip_go(run);
    if (error || !*pixels || format != run->format) {
        *failure = failure_of(4,
                              "frame %d of the clip cannot be decoded; check the file.",
                              (int) number_of(run, i));
        return 0;
    }
    if (!run->handle && !open_run(run, width, height, failure)) {
        return 0;
    }
    if (width != run->width || height != run->height) {
        *failure = failure_of(
            4,
            "frame %d of the clip has %dx%d pixels, the frames before it %dx%d; render the clip "
            "to one size first.",
            (int) number_of(run, i),
            width,
            height,
            run->width,
            run->height);
        return 0;
    }
    return 1;
}

/* What the filter itself needs of a frame after decoding. */
static void keep(struct run *run, int i, const uint8_t *pixels, mlt_properties traits)
{
    struct picture *picture = &run->pictures[i];
    int own = i >= run->lead && i < run->lead + run->own;
    if (own && run->batch) {
        size_t size = picture_size(run->format, run->width, run->height);
        picture->pixels = mlt_pool_alloc((int) size);
        memcpy(picture->pixels, pixels, size);
        mlt_properties_inc_ref(traits);
        picture->traits = traits;
    } else if (own && (picture->signature = malloc(PICTURE_SIGNATURE))) {
        picture_sign(pixels, run->format, run->width, run->height, picture->signature);
    }
}

/* Shows a frame to the engine, decoded now or for the run before. */
static int show_frame(struct run *run, int i, struct diffferv_failure *failure)
{
    struct window **window = &run->shelf->window;
    const struct seen *seen = window_find(*window, run, number_of(run, i));
    uint8_t *pixels = seen ? (uint8_t *) seen->pixels : NULL;
    if (seen && !run->handle
        && !open_run(run, window_width(*window), window_height(*window), failure)) {
        return 0;
    }
    if (!seen && !read_pixels(run, i, &pixels, failure)) {
        return 0;
    }
    worker_enter_engine();
    int taken = run->engine->frame(run->handle, pixels, failure);
    worker_leave_engine();
    if (!taken) {
        return 0;
    }
    mlt_properties traits = seen ? seen->traits : picture_traits(run->pictures[i].frame);
    keep(run, i, pixels, traits);
    if (!seen) {
        int last = run->lead + run->own + run->trail - 2 * run->settings->halo;
        if (run->batch && i >= last) {
            window_keep(window, run, number_of(run, i), pixels, traits);
        }
        mlt_properties_close(traits);
    }
    mlt_frame_close(run->pictures[i].frame);
    run->pictures[i].frame = NULL;
    return 1;
}

void decode_run(struct run *run)
{
    struct diffferv_failure failure = {0};
    int going = !is_unwanted(run) && (run->engine = worker_engine(&failure));
    if (going) {
        diffferv_engine_attach();
    }
    for (int i = 0; going && i < run->lead + run->own + run->trail; i++) {
        going = !is_unwanted(run) && show_frame(run, i, &failure);
        worker_stop_before_others();
    }
    run_close_frames(run);
    if (going) {
        worker_edit(run);
    } else {
        run_fail(run, &failure);
    }
}
