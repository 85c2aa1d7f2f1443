#ifndef DIFFFERV_TALLY_H
#define DIFFFERV_TALLY_H

#include "engine.h"

#include <framework/mlt.h>

/*
 * What became of the frames that passed this module, in all its filters and since it was loaded, as global properties
 * of MLT: a host that renders takes nothing else for proof. Frames that only serve others as neighbours do not count.
 */

/**
 * One more in `diffferv.edited`, unless it is the one that was counted last: behind its end a consumer asks for the last
 * frame again and again. @param last of the frame's filter
 */
void tally_edited(mlt_position *last, mlt_position number);

/** The same in `diffferv.unchanged`: strength 0, or no picture to edit. */
void tally_unchanged(mlt_position *last, mlt_position number);

/** One more in `diffferv.failed`; the first one since `diffferv.sentence` was emptied leaves its sentence there, and its
    exit status in `diffferv.code`. */
void tally_failed(const struct diffferv_failure *failure);

#endif
