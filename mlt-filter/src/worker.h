#ifndef DIFFFERV_WORKER_H
#define DIFFFERV_WORKER_H

#include "run.h"

/** The engine, started where it is not yet. @return NULL with the failure */
const struct diffferv_engine *worker_engine(struct diffferv_failure *failure);

/** Hands a decoded run to the engine's thread. */
void worker_edit(struct run *run);

/** Lets the engine forget a run, soon and in a thread of the worker's. */
void worker_forget(const struct diffferv_engine *engine, int64_t handle);

/** Has displays ask for their frames again, soon. */
void worker_want_refresh(void);

/** Whether MLT is being closed; with the lock of runs held. */
int worker_is_stopping(void);

/**
 * Makes sure that the process stops us before anything that came into use so far: MLT closes in the reverse order of
 * first use, and its slices and caches, which decoding and the overlay need, come after the module's own hook.
 */
void worker_stop_before_others(void);

/**
 * Around each call of the engine that may take long. Does not return from it when the process has closed MLT meanwhile
 * and went on without this thread.
 */
void worker_enter_engine(void);
void worker_leave_engine(void);

/** Ends all threads before MLT's modules go, or leaves them in the engine; waits for a bounded time. */
void worker_stop(void *unused);

/** MLT is opened, perhaps not for the first time in this process: work may begin. */
void worker_begin(void);

#endif
