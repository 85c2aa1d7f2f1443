#ifndef DIFFFERV_LOOKAHEAD_H
#define DIFFFERV_LOOKAHEAD_H

#include "place.h"
#include "shelf.h"

/** The runs that a frame needs; each held, or NULL. */
struct outlook
{
    struct run *run;    /* the frame is one of its own */
    struct run *before; /* in a halo's reach of a border: the run beyond */
    struct run *after;
    struct run *ahead; /* the next run that a render will want */
    int index;         /* the frame's in its run */
};

/**
 * Finds or collects them. Only from the filter's process().
 *
 * @param far for consumers that wait: also the runs beside and ahead
 * @param job of Kdenlive's, which runs one frame beyond the clip: that frame gets an outlook without a run
 * @return 0 with the failure when frames do not come where they belong
 */
int lookahead_find(struct shelf *shelf,
                   mlt_filter filter,
                   mlt_frame frame,
                   int far,
                   int job,
                   struct outlook *outlook,
                   struct diffferv_failure *failure);

void outlook_close(struct outlook *outlook);

#endif
