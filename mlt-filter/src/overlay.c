#include "overlay.h"

#include "worker.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* Fits the widths of monitors at the size chosen below. */
enum { LINE_LENGTH = 60 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static mlt_producer writer;
static int sought;

/* Qt's text needs a display; pango's does not. */
static mlt_producer find_writer(mlt_profile profile)
{
    static const char *const services[][2] = {{"pango", "pango:"}, {"qtext", "qtext:"}};
    mlt_properties known = mlt_repository_producers(mlt_factory_repository());
    for (int i = 0; !sought && i < 2 && !writer; i++) {
        /* Asked for by name first: creating what is not there writes a warning. */
        if (mlt_properties_get_data(known, services[i][0], NULL)) {
            /* By the loader, which adds what converts the text's own pixel format. */
            writer = mlt_factory_producer(profile, NULL, services[i][1]);
        }
    }
    sought = 1;
    return writer;
}

int overlay_available(mlt_profile profile)
{
    pthread_mutex_lock(&lock);
    int available = find_writer(profile) != NULL;
    pthread_mutex_unlock(&lock);
    return available;
}

void overlay_close(void)
{
    pthread_mutex_lock(&lock);
    mlt_producer_close(writer);
    /* Not sought again where MLT is opened again: pango crashes when it is loaded a second time, since glib keeps the
       addresses of its names. */
    writer = NULL;
    pthread_mutex_unlock(&lock);
}

/* Breaks lines at spaces. */
static void wrap(const char *text, char *wrapped, size_t size)
{
    snprintf(wrapped, size, "%s", text);
    char *space = NULL;
    int column = 0;
    for (char *at = wrapped; *at; at++, column++) {
        if (*at == ' ') {
            space = at;
        }
        if (column >= LINE_LENGTH && space) {
            *space = '\n';
            column = (int) (at - space);
            space = NULL;
        }
    }
}

static void blend(
    const uint8_t *text, int text_width, int text_height, uint8_t *pixels, int width, int height)
{
    int margin = height / 40;
    int columns = text_width < width - margin ? text_width : width - margin;
    int rows = text_height < height - margin ? text_height : height - margin;
    for (int y = 0; y < rows; y++) {
        const uint8_t *over = text + (size_t) y * text_width * 4;
        uint8_t *pixel = pixels + ((size_t) (y + margin) * width + margin) * 4;
        for (int x = 0; x < columns; x++, over += 4, pixel += 4) {
            for (int c = 0; c < 3; c++) {
                pixel[c] = (uint8_t) ((over[c] * over[3] + pixel[c] * (255 - over[3])) / 255);
            }
            pixel[3] = over[3] > pixel[3] ? over[3] : pixel[3];
        }
    }
}

/* With the lock. */
static mlt_frame write_text(const char *text, int height)
{
    char wrapped[1024];
    wrap(text, wrapped, sizeof wrapped);
    mlt_properties properties = MLT_PRODUCER_PROPERTIES(writer);
    mlt_properties_set(properties, "text", wrapped);
    mlt_properties_set(properties, "family", "Sans");
    mlt_properties_set_int(properties, "size", height / 28 > 8 ? height / 28 : 8);
    mlt_properties_set_int(properties, "pad", height / 90 + 1);
    mlt_properties_set(properties, "fgcolour", "#ffffffff");
    mlt_properties_set(properties, "bgcolour", "#a0000000");
    mlt_frame frame = NULL;
    mlt_producer_seek(writer, 0);
    mlt_service_get_frame(MLT_PRODUCER_SERVICE(writer), &frame, 0);
    /* At its own size, not the profile's. */
    mlt_properties_set(MLT_FRAME_PROPERTIES(frame), "consumer.rescale", "none");
    return frame;
}

void overlay_draw(mlt_profile profile, const char *text, uint8_t *pixels, int width, int height)
{
    pthread_mutex_lock(&lock);
    mlt_frame frame = find_writer(profile) ? write_text(text, height) : NULL;
    if (frame) {
        uint8_t *image = NULL;
        mlt_image_format format = mlt_image_rgba;
        int text_width = 0, text_height = 0;
        if (!mlt_frame_get_image(frame, &image, &format, &text_width, &text_height, 0) && image
            && format == mlt_image_rgba && !mlt_frame_is_test_card(frame)) {
            blend(image, text_width, text_height, pixels, width, height);
        }
        mlt_frame_close(frame);
        worker_stop_before_others();
    }
    pthread_mutex_unlock(&lock);
}
