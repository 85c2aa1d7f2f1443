#ifndef DIFFFERV_OVERLAY_H
#define DIFFFERV_OVERLAY_H

#include <framework/mlt.h>

/** Whether some service of MLT's can draw text; on first use it is looked for. */
int overlay_available(mlt_profile profile);

/**
 * Draws text into a corner of 8-bit rgba pixels; nothing where no service can. One at a time, in previews only.
 */
void overlay_draw(mlt_profile profile, const char *text, uint8_t *pixels, int width, int height);

/** At the process's end. */
void overlay_close(void);

#endif
