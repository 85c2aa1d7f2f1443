#include "code.h"

#include <framework/mlt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * A module for tests: `oracle`, a producer of `length` frames that show their numbers, take `seek` milliseconds to get and
 * `delay` to decode, and bear their positions but for the one at `wrong`, `sdl_oracle`, a consumer that passes for a display, and `oraclelog`, a filter that
 * writes to the file `resource` what number and mark each frame shows that passes, with ORACLE_SUMS also the sum of
 * its pixels.
 */

static int oracle_image(mlt_frame frame,
                        uint8_t **image,
                        mlt_image_format *format,
                        int *width,
                        int *height,
                        int writable)
{
    (void) writable;
    int number = mlt_properties_get_int(MLT_FRAME_PROPERTIES(frame), "oracle");
    usleep((useconds_t) mlt_properties_get_int(MLT_FRAME_PROPERTIES(frame), "delay") * 1000);
    *format = mlt_image_rgba;
    *width = *width > 0 ? *width : 320;
    *height = *height > 0 ? *height : 180;
    size_t size = (size_t) *width * *height * 4;
    uint8_t *pixels = mlt_pool_alloc((int) size);
    for (int y = 0; y < *height; y++) {
        uint8_t *row = pixels + (size_t) y * *width * 4;
        if (y > 0 && y * CODE_ROWS / *height == (y - 1) * CODE_ROWS / *height) {
            memcpy(row, row - *width * 4, (size_t) *width * 4);
            continue;
        }
        for (int x = 0; x < *width; x++) {
            memset(row + x * 4, code_level(number, code_block_at(x, y, *width, *height)), 3);
            row[x * 4 + 3] = 255;
        }
    }
    mlt_frame_set_image(frame, pixels, (int) size, mlt_pool_release);
    *image = pixels;
    return 0;
}

static int oracle_frame(mlt_producer producer, mlt_frame_ptr frame, int index)
{
    (void) index;
    *frame = mlt_frame_init(MLT_PRODUCER_SERVICE(producer));
    mlt_properties properties = MLT_FRAME_PROPERTIES(*frame);
    mlt_position position = mlt_producer_position(producer);
    const char *wrong = mlt_properties_get(MLT_PRODUCER_PROPERTIES(producer), "wrong");
    mlt_frame_set_position(*frame, position + (wrong && atoi(wrong) == position));
    usleep((useconds_t) mlt_properties_get_int(MLT_PRODUCER_PROPERTIES(producer), "seek") * 1000);
    mlt_properties_set_int(properties, "oracle", mlt_producer_frame(producer));
    mlt_properties_pass_list(properties, MLT_PRODUCER_PROPERTIES(producer), "delay");
    mlt_properties_set_int(properties, "progressive", 1);
    mlt_properties_set_double(properties, "aspect_ratio", 1);
    mlt_properties_set_int(properties, "meta.media.width", 320);
    mlt_properties_set_int(properties, "meta.media.height", 180);
    mlt_frame_push_get_image(*frame, oracle_image);
    mlt_producer_prepare_next(producer);
    return 0;
}

static void oracle_close(mlt_producer producer)
{
    producer->close = NULL;
    mlt_producer_close(producer);
    free(producer);
}

static mlt_producer oracle_init(mlt_profile profile,
                                mlt_service_type type,
                                const char *id,
                                char *arg)
{
    (void) type;
    (void) id;
    mlt_producer producer = mlt_producer_new(profile);
    int length = arg ? atoi(arg) : 0;
    length = length > 0 ? length : 300;
    mlt_properties_set_position(MLT_PRODUCER_PROPERTIES(producer), "length", length);
    mlt_properties_set_position(MLT_PRODUCER_PROPERTIES(producer), "out", length - 1);
    mlt_properties_set(MLT_PRODUCER_PROPERTIES(producer), "resource", arg ? arg : "300");
    producer->get_frame = oracle_frame;
    producer->close = (mlt_destructor) oracle_close;
    return producer;
}

static int log_image(mlt_frame frame,
                     uint8_t **image,
                     mlt_image_format *format,
                     int *width,
                     int *height,
                     int writable)
{
    mlt_filter filter = mlt_frame_pop_service(frame);
    const char *asked = mlt_image_format_name(*format);
    int depth = asked && !strcmp(asked, "rgba64") ? 16 : 8;
    mlt_image_format wanted = *format = depth == 16 ? *format : mlt_image_rgba;
    int error = mlt_frame_get_image(frame, image, format, width, height, writable);
    const char *name = mlt_properties_get(MLT_FILTER_PROPERTIES(filter), "resource");
    FILE *log = fopen(name ? name : "/dev/null", "a");
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    struct code code = {-1, 0, 0};
    uint64_t sum = 0;
    if (!error && *image && *format == wanted) {
        code = code_read(*image, depth, *width, *height);
        sum = getenv("ORACLE_SUMS") ? code_sum(*image, depth, *width, *height) : 0;
    }
    /* One call to write(2) for each line, because several threads write. */
    setvbuf(log, NULL, _IOFBF, 256);
    fprintf(log,
            "out %d number %d white %d marked %d first %d at %.4f sum %016llx\n",
            (int) mlt_filter_get_position(filter, frame),
            code.number,
            code.white,
            code.marked,
            !error && *image ? (*image)[0] : -1,
            time.tv_sec + 1e-9 * time.tv_nsec,
            (unsigned long long) sum);
    fclose(log);
    return error;
}

static mlt_frame log_process(mlt_filter filter, mlt_frame frame)
{
    if (!mlt_frame_is_test_card(frame)) {
        mlt_frame_push_service(frame, filter);
        mlt_frame_push_get_image(frame, log_image);
    }
    return frame;
}

static mlt_filter log_init(mlt_profile profile, mlt_service_type type, const char *id, char *arg)
{
    (void) profile;
    (void) type;
    (void) id;
    mlt_filter filter = mlt_filter_new();
    mlt_properties_set(MLT_FILTER_PROPERTIES(filter), "resource", arg);
    filter->process = log_process;
    return filter;
}

/* A display as far as the filter can tell; the test itself asks for frames. */
static mlt_consumer display_init(mlt_profile profile,
                                 mlt_service_type type,
                                 const char *id,
                                 char *arg)
{
    (void) type;
    (void) id;
    (void) arg;
    return mlt_consumer_new(profile);
}

__attribute__((visibility("default"))) MLT_REPOSITORY
{
    MLT_REGISTER(mlt_service_producer_type, "oracle", oracle_init);
    MLT_REGISTER(mlt_service_filter_type, "oraclelog", log_init);
    MLT_REGISTER(mlt_service_consumer_type, "sdl_oracle", display_init);
}
