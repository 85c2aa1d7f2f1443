#ifndef DIFFFERV_TICKET_H
#define DIFFFERV_TICKET_H

#include "lookahead.h"

/** What process() found out for one frame; lives and ends with the frame. */
struct ticket
{
    struct shelf *shelf;
    struct settings *settings;
    struct outlook outlook;
    double strength;
    mlt_position number; /* of the frame, on its host */
    int batch;           /* somebody waits for the edit */
    int job;             /* a job of Kdenlive's reads `results` */
    struct diffferv_failure failure;
};

/** Edited pixels for a consumer that waits. As mlt_get_image; not 0 when the edit failed. */
int render_image(mlt_filter filter,
                 struct ticket *ticket,
                 mlt_frame frame,
                 uint8_t **image,
                 mlt_image_format *format,
                 int *width,
                 int *height);

/** The frame's own pixels, or its edited ones where these are ready: never waits for an edit. */
int preview_image(mlt_filter filter,
                  struct ticket *ticket,
                  mlt_frame frame,
                  uint8_t **image,
                  mlt_image_format *format,
                  int *width,
                  int *height,
                  int writable);

/** Lays the frame's edit over its pixels. @return 0 with the failure */
int ticket_compose(const struct ticket *ticket, void *pixels, struct diffferv_failure *failure);

#endif
