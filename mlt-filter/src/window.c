#include "window.h"

#include "picture.h"

#include <stdlib.h>
#include <string.h>

struct window
{
    void *place;
    void *clip;
    int asked_width;
    int asked_height;
    int width;
    int height;
    mlt_image_format format;
    int length;
    int oldest;
    struct seen frames[];
};

static int is_of(const struct window *window, const struct run *run)
{
    return window && run->batch && window->place == run->place.host && window->clip == run->clip
           && window->format == run->format && window->asked_width == run->asked_width
           && window->asked_height == run->asked_height
           && window->length == 2 * run->settings->halo;
}

const struct seen *window_find(const struct window *window, const struct run *run, int64_t number)
{
    if (!is_of(window, run)
        || (run->handle && (window->width != run->width || window->height != run->height))) {
        return NULL;
    }
    for (int i = 0; i < window->length; i++) {
        if (window->frames[i].pixels && window->frames[i].number == number) {
            return &window->frames[i];
        }
    }
    return NULL;
}

int window_width(const struct window *window)
{
    return window->width;
}

int window_height(const struct window *window)
{
    return window->height;
}

static struct window *open_window(const struct run *run)
{
    int length = 2 * run->settings->halo;
    struct window *window = calloc(1, sizeof *window + (size_t) length * sizeof(struct seen));
    if (window) {
        window->place = run->place.host;
        window->clip = run->clip;
        window->asked_width = run->asked_width;
        window->asked_height = run->asked_height;
        window->width = run->width;
        window->height = run->height;
        window->format = run->format;
        window->length = length;
    }
    return window;
}

void window_keep(struct window **window,
                 const struct run *run,
                 int64_t number,
                 const uint8_t *pixels,
                 mlt_properties traits)
{
    struct window *kept = *window;
    if (!is_of(kept, run) || kept->width != run->width || kept->height != run->height) {
        window_close(kept);
        kept = *window = open_window(run);
    }
    if (!kept || kept->length == 0) {
        return;
    }
    struct seen *seen = &kept->frames[kept->oldest];
    kept->oldest = (kept->oldest + 1) % kept->length;
    size_t size = picture_size(run->format, run->width, run->height);
    uint8_t *copy = seen->pixels ? (uint8_t *) seen->pixels : mlt_pool_alloc((int) size);
    memcpy(copy, pixels, size);
    mlt_properties_inc_ref(traits);
    mlt_properties_close(seen->traits);
    *seen = (struct seen){number, copy, traits};
}

void window_close(struct window *window)
{
    for (int i = 0; window && i < window->length; i++) {
        mlt_pool_release((void *) window->frames[i].pixels);
        mlt_properties_close(window->frames[i].traits);
    }
    free(window);
}
