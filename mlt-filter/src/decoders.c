#include "decoders.h"

#include "decode.h"
#include "shelf.h"
#include "worker.h"

#include <pthread.h>

static int count; /* under the lock of runs */

static _Thread_local int decodes;
static _Thread_local const void *decoded_place;

int decoders_have_this(void)
{
    return decodes;
}

int decoders_take_from(const void *place)
{
    return decodes && decoded_place == place;
}

int decoders_count(void)
{
    return count;
}

void decoders_forget(void)
{
    count = 0;
}

/* Decodes what its shelf has queued, then ends: an idle filter has no thread. */
static void *decode_all(void *context)
{
    struct shelf *shelf = context;
    decodes = 1;
    runs_lock();
    while (shelf->decoding) {
        struct run *run = shelf->decoding;
        shelf->decoding = run->queued;
        run->state = RUN_DECODING;
        decoded_place = run->place.host;
        runs_unlock();
        decode_run(run);
        run_close(run);
        runs_lock();
    }
    shelf->has_decoder = 0;
    runs_changed();
    runs_unlock();
    shelf_close(shelf);
    runs_lock();
    count--;
    runs_changed();
    runs_unlock();
    return NULL;
}

/* With the lock. A thread for each filter, because decoding for one waits for the edits of those before it. */
static int start_decoder(struct shelf *shelf)
{
    pthread_t thread;
    if (shelf->has_decoder || worker_is_stopping()) {
        return !worker_is_stopping();
    }
    if (pthread_create(&thread, NULL, decode_all, shelf_share(shelf)) != 0) {
        return 0;
    }
    pthread_detach(thread);
    count++;
    shelf->has_decoder = 1;
    return 1;
}

void decoders_submit(
    struct run *run, mlt_frame frame, mlt_image_format format, int width, int height, int batch)
{
    if (!run) {
        return;
    }
    runs_lock();
    int queues = run->state == RUN_COLLECTED && start_decoder(run->shelf);
    if (queues) {
        run->state = RUN_QUEUED;
        run->batch = batch;
        run->format = format;
        run->asked_width = run->width = width;
        run->asked_height = run->height = height;
        run->consumer = mlt_properties_new();
        mlt_properties_copy(run->consumer, MLT_FRAME_PROPERTIES(frame), "consumer.");
        struct run **at = &run->shelf->decoding;
        while (*at) {
            at = &(*at)->queued;
        }
        *at = run_share(run);
        if (!batch) {
            shelf_ask(run);
        }
    }
    runs_unlock();
}
