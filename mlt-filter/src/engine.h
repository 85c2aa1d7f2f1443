#ifndef DIFFFERV_ENGINE_H
#define DIFFFERV_ENGINE_H

#include <stdint.h>

/*
 * The hand-over between the filter and the engine. The filter owns the table, Java fills its functions in
 * (io.diffferv.bridge.jna); tests fill in an engine of their own. Text is UTF-8. Any thread may call any function,
 * once it is attached; only log() is called by the engine, from threads of its own. What can fail returns 0 when it did,
 * since that is also what a broken callback returns, and else 1 or a handle; the failure is written in either case.
 */

#define DIFFFERV_ABI 1

/** Why a call failed; the code is an exit status of the README's list, 0 where nothing failed. */
struct diffferv_failure
{
    int32_t code;
    char sentence[1020];
};

/**
 * Neighbouring frames of one clip: the run's own, which it edits, and a halo on either side that it only sees. Pixels
 * are red, green, blue and alpha, interleaved, rows without padding.
 */
struct diffferv_run
{
    const char *const *settings; /* keys and values by turns, then NULL: the filter's own properties */
    int32_t width;
    int32_t height;
    int32_t depth; /* bits of a sample: 8, or 16 in native byte order */
    int32_t lead;  /* frames of the halo before */
    int32_t own;
    int32_t trail; /* frames of the halo after */
    int64_t first; /* number of the first own frame in its source; model chunks lie on multiples of their length */
};

/**
 * Hears how far an edit is; called by the thread that edits.
 *
 * @param ready own frames from the run's first that can be composed now, given the runs beside it
 * @param done share of the run's work that is finished, 0 to 1
 * @param seconds that the rest will take, below 0 where unknown
 * @return not 0 abandons the edit
 */
typedef int32_t (*diffferv_listener)(void *context, int32_t ready, double done, double seconds);

struct diffferv_engine
{
    int32_t abi; /* DIFFFERV_ABI, set by the filter; the engine refuses another */
    int32_t padding;

    /* level as in mlt_log.h; one line without its end */
    void (*log)(int32_t level, const char *line);

    /* A handle of a new run, 0 on failure. The settings are read before this returns. */
    int64_t (*open)(const struct diffferv_run *run, struct diffferv_failure *failure);
    /* Shows the run its next frame, halo included, in order. The pixels are only read, and only during the call. */
    int32_t (*frame)(int64_t run, const void *pixels, struct diffferv_failure *failure);
    /* Edits a run that has all its frames: from the cache, or by the model. Returns when it is done. */
    int32_t (*edit)(int64_t run,
                    diffferv_listener listener,
                    void *context,
                    struct diffferv_failure *failure);
    /*
     * Lays the edit of own frame `index` over its pixels, in place. Frames nearer to a border than the halo also take
     * the run beyond it, `before` or `after`; 0 where there is none.
     */
    int32_t (*compose)(int64_t run,
                       int64_t before,
                       int64_t after,
                       int32_t index,
                       double strength,
                       void *pixels,
                       struct diffferv_failure *failure);
    /* Forgets the run. Not during a call for it, but in any state of it. */
    void (*close)(int64_t run);
    /* MLT is being closed: edits of runs opened so far return as abandoned. */
    void (*stop)(void);
};

/**
 * The engine, started on first use by a thread of its own.
 *
 * @return the same table for every filter of the process, or NULL with the failure
 */
const struct diffferv_engine *diffferv_engine_start(struct diffferv_failure *failure);

/** Whether there is no engine any more, or none could be started; never waits. @param failure then says why */
int diffferv_engine_lost(struct diffferv_failure *failure);

/** Makes the calling thread known to the engine, once; it is forgotten when the thread ends. */
void diffferv_engine_attach(void);

#endif
