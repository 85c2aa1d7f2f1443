#ifndef DIFFFERV_DECODE_H
#define DIFFFERV_DECODE_H

#include "run.h"

/** Decodes a run's frames and shows them to the engine; the run is ready for editing, or has failed. */
void decode_run(struct run *run);

#endif
