#include "decode.h"

#include "picture.h"
#include "worker.h"

#include <stdlib.h>
#include <string.h>

static int is_unwanted(struct run *run)
{
    runs_lock();
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
    run->handle = run->engine->open(&description, failure);
    return run->handle != 0;
}

/* Decodes one frame, shows it to the engine, and keeps it if it is the run's own and a consumer waits for it. */
static int decode_frame(struct run *run, int i, struct diffferv_failure *failure)
{
    struct picture *picture = &run->pictures[i];
    mlt_properties properties = MLT_FRAME_PROPERTIES(picture->frame);
    mlt_properties_copy(properties, run->consumer, "consumer.");
    uint8_t *pixels = NULL;
    mlt_image_format format = run->format;
    int width = run->width, height = run->height;
    int error = mlt_frame_get_image(picture->frame, &pixels, &format, &width, &height, 0);
    if (error || !pixels || format != run->format) {
        *failure = failure_of(4,
                              "frame %d of the clip cannot be decoded; check the file.",
                              (int) (run->first - run->lead + i));
        return 0;
    }
    if (i == 0 && !open_run(run, width, height, failure)) {
        return 0;
    }
    if (width != run->width || height != run->height) {
        *failure = failure_of(
            4,
            "frame %d of the clip has %dx%d pixels, the frames before it %dx%d; render the clip "
            "to one size first.",
            (int) (run->first - run->lead + i),
            width,
            height,
            run->width,
            run->height);
        return 0;
    }
    if (!run->engine->frame(run->handle, pixels, failure)) {
        return 0;
    }
    int own = i >= run->lead && i < run->lead + run->own;
    if (own && !run->batch) {
        picture->signature = malloc(PICTURE_SIGNATURE);
        picture_sign(pixels, format, width, height, picture->signature);
    } else if (own) {
        size_t size = picture_size(format, width, height);
        picture->pixels = mlt_pool_alloc((int) size);
        memcpy(picture->pixels, pixels, size);
        picture->traits = picture_traits(picture->frame);
    }
    mlt_frame_close(picture->frame);
    picture->frame = NULL;
    return 1;
}

void decode_run(struct run *run)
{
    struct diffferv_failure failure = {0};
    int going = !is_unwanted(run) && (run->engine = diffferv_engine_start(&failure));
    if (going) {
        diffferv_engine_attach();
    }
    for (int i = 0; going && i < run->lead + run->own + run->trail; i++) {
        going = !is_unwanted(run) && decode_frame(run, i, &failure);
    }
    run_close_frames(run);
    if (going) {
        worker_edit(run);
    } else {
        run_fail(run, &failure);
    }
}
