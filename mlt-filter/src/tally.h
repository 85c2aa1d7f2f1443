#ifndef DIFFFERV_TALLY_H
#define DIFFFERV_TALLY_H

/**
 * What became of the frames that passed this module, in all its filters and since it was loaded: a host that renders
 * takes nothing else for proof. They are MLT's global properties `diffferv.edited`, `diffferv.unchanged` (strength 0, or
 * no picture to edit) and `diffferv.failed`; frames that only serve other frames as neighbours are not counted.
 */
enum tally { TALLY_EDITED, TALLY_UNCHANGED, TALLY_FAILED };

void tally_count(enum tally what);

#endif
