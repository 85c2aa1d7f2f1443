#ifndef DIFFFERV_DEAD_ENGINE_H
#define DIFFFERV_DEAD_ENGINE_H

#include "engine.h"

/**
 * Takes the functions out of an engine whose machine has ended, for in Java they would never return: from now on they
 * fail with `why`, which no longer changes.
 */
void dead_engine(struct diffferv_engine *engine, const struct diffferv_failure *why);

#endif
