#ifndef DIFFFERV_DECODERS_H
#define DIFFFERV_DECODERS_H

#include "run.h"

/* Threads that decode, one for each filter that has something to decode. */

/**
 * Has a collected run decoded and edited; nothing happens to one that is on its way already.
 *
 * @param frame in flight, which bears what its consumer asks of pictures
 * @param batch whether its pixels are kept for a consumer that waits
 */
void decoders_submit(
    struct run *run, mlt_frame frame, mlt_image_format format, int width, int height, int batch);

/** Whether the calling thread decodes, so that it may wait for an edit even in a preview. */
int decoders_have_this(void);

/** Whether the calling thread decodes frames that a service gives. */
int decoders_take_from(const void *place);

/** How many there are; with the lock of runs held. */
int decoders_count(void);

/** None of them is waited for any more; with the lock of runs held. */
void decoders_forget(void);

#endif
