#ifndef DIFFFERV_WINDOW_H
#define DIFFFERV_WINDOW_H

#include "run.h"

/**
 * The last frames that were decoded for a filter in a render. The next run begins with them, and reading them again
 * would mean a seek back, which in a long group of pictures decodes all of it. Only for the filter's decode thread.
 */
struct window;

struct seen
{
    int64_t number;
    const uint8_t *pixels;
    mlt_properties traits;
};

/** A frame of the run's clip, or NULL. It stays until the next window_keep(). */
const struct seen *window_find(const struct window *window, const struct run *run, int64_t number);

/** Size of the frames of a window. */
int window_width(const struct window *window);
int window_height(const struct window *window);

/** Keeps a copy in place of the oldest. @param window made when it is NULL */
void window_keep(struct window **window,
                 const struct run *run,
                 int64_t number,
                 const uint8_t *pixels,
                 mlt_properties traits);

void window_close(struct window *window);

#endif
