#include "../src/engine.h"

#include "code.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * An engine for tests in place of Java's. It checks that it is called as engine.h says, writes what it sees to the
 * file FAKE_LOG, takes FAKE_DELAY seconds for an edit, and fails at the FAKE_FAIL_AT'th call of the function
 * FAKE_FAIL (start, open, frame, edit, compose); the function FAKE_DEAF takes half a minute. An edit has its first
 * FAKE_READY frames ready early, and does not end before they were composed. FAKE_EDIT is `mark` (the default: the
 * code's mark turns bright) or `none`.
 */

enum { MOST_RUNS = 1024 };

struct fake
{
    struct diffferv_run run;
    int64_t handle;
    int seen;
    int numbers[512]; /* that the frames showed, halo included */
    int edited;
    int composed; /* own frames from the first */
    int closed;
    int busy;  /* calls in progress */
    int begun; /* stops before it was opened */
};

static struct fake runs[MOST_RUNS]; /* the latest; a handle's is at its remainder */
static struct fake none;
static int64_t handles;
static int stops;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local int attached;

static void say(const char *format, ...)
{
    const char *name = getenv("FAKE_LOG");
    FILE *log = name ? fopen(name, "a") : NULL;
    if (log) {
        setvbuf(log, NULL, _IOFBF, 65536);
        va_list arguments;
        va_start(arguments, format);
        vfprintf(log, format, arguments);
        va_end(arguments);
        fclose(log);
    }
}

static void broken(const char *rule)
{
    say("BROKEN %s\n", rule);
    fprintf(stderr, "fake engine: broken rule: %s\n", rule);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + 1e-9 * time.tv_nsec;
}

static void rest(double seconds)
{
    struct timespec time = {(time_t) seconds, (long) ((seconds - (long) seconds) * 1e9)};
    nanosleep(&time, NULL);
}

/* Begins a call: whether it is the one that fails. */
static int fails(const char *function, struct diffferv_failure *failure)
{
    static int calls;
    const char *which = getenv("FAKE_FAIL"), *at = getenv("FAKE_FAIL_AT"),
               *deaf = getenv("FAKE_DEAF");
    if (deaf && !strcmp(deaf, function)) {
        rest(30);
    }
    if (!which || strcmp(which, function) != 0) {
        return 0;
    }
    if (__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) < (at ? atoi(at) : 1)) {
        return 0;
    }
    failure->code = 5;
    snprintf(failure->sentence,
             sizeof failure->sentence,
             "the fake engine fails in %s; as it was told to.",
             function);
    return 1;
}

/* The run of a handle, or one that is none. */
static struct fake *find(int64_t handle)
{
    struct fake *fake = &runs[(uint64_t) handle % MOST_RUNS];
    return handle > 0 && fake->handle == handle ? fake : &none;
}

static struct fake *enter(int64_t handle)
{
    struct fake *fake = find(handle);
    if (!attached) {
        broken("a thread calls before it is attached");
    }
    if (fake == &none || fake->closed) {
        broken("a run is used that is not open");
    }
    __atomic_add_fetch(&fake->busy, 1, __ATOMIC_SEQ_CST);
    return fake;
}

static void leave(struct fake *fake)
{
    __atomic_sub_fetch(&fake->busy, 1, __ATOMIC_SEQ_CST);
}

static int64_t fake_open(const struct diffferv_run *run, struct diffferv_failure *failure)
{
    if (fails("open", failure)) {
        return 0;
    }
    pthread_mutex_lock(&lock);
    int64_t handle = ++handles;
    struct fake *fake = &runs[handle % MOST_RUNS];
    int room = !fake->handle || fake->closed;
    if (room) {
        *fake = (struct fake){.run = *run, .handle = handle, .begun = stops};
    }
    pthread_mutex_unlock(&lock);
    if (!room) {
        broken("runs are not closed");
        return 0;
    }
    say("open %d first %d lead %d own %d trail %d size %dx%d depth %d\n",
        (int) handle,
        (int) run->first,
        run->lead,
        run->own,
        run->trail,
        run->width,
        run->height,
        run->depth);
    for (const char *const *pair = run->settings; *pair; pair += 2) {
        say("setting %d %s=%s\n", (int) handle, pair[0], pair[1]);
    }
    return handle;
}

static int32_t fake_frame(int64_t handle, const void *pixels, struct diffferv_failure *failure)
{
    struct fake *fake = enter(handle);
    int width = fake->run.width, height = fake->run.height, depth = fake->run.depth;
    struct code code = code_read(pixels, depth, width, height);
    int whole = fake->run.lead + fake->run.own + fake->run.trail;
    if (fake->seen >= whole) {
        broken("a run gets more frames than it was opened for");
    } else {
        fake->numbers[fake->seen++] = code.number;
    }
    say("frame %d at %d number %d white %d marked %d sum %016llx\n",
        (int) handle,
        (int) (fake->run.first - fake->run.lead) + fake->seen - 1,
        code.number,
        code.white,
        code.marked,
        getenv("ORACLE_SUMS") ? (unsigned long long) code_sum(pixels, depth, width, height) : 0);
    leave(fake);
    return !fails("frame", failure);
}

static int32_t fake_edit(int64_t handle,
                         diffferv_listener listener,
                         void *context,
                         struct diffferv_failure *failure)
{
    struct fake *fake = enter(handle);
    if (fake->seen != fake->run.lead + fake->run.own + fake->run.trail) {
        broken("a run is edited before it has its frames");
    }
    double begin = now();
    double delay = getenv("FAKE_DELAY") ? atof(getenv("FAKE_DELAY")) : 0;
    int done = !fails("edit", failure);
    for (int step = 0; done && delay > 0 && step < 20; step++) {
        rest(delay / 20);
        done = !listener(context, 0, step / 20.0, delay * (20 - step) / 20) && stops == fake->begun;
    }
    const char *early = getenv("FAKE_READY");
    int ready = early ? atoi(early) : 0;
    for (int look = 0;
         done && __atomic_load_n(&fake->composed, __ATOMIC_SEQ_CST) < ready && look < 1500;
         look++) {
        rest(0.02);
        done = !listener(context, ready, 0.5, -1) && stops == fake->begun;
    }
    fake->edited = done;
    say("edit %d first %d done %d from %.3f to %.3f\n",
        (int) handle,
        (int) fake->run.first,
        done,
        begin,
        now());
    leave(fake);
    return done;
}

static void mark(const struct fake *fake, uint8_t *pixels)
{
    size_t bytes = fake->run.depth / 8;
    for (int y = 0; y < fake->run.height; y++) {
        for (int x = 0; x < fake->run.width; x++) {
            if (code_block_at(x, y, fake->run.width, fake->run.height) >= CODE_MARK) {
                memset(pixels + ((size_t) y * fake->run.width + x) * 4 * bytes, 230, 3 * bytes);
            }
        }
    }
}

static int32_t fake_compose(int64_t handle,
                            int64_t before,
                            int64_t after,
                            int32_t index,
                            double strength,
                            void *pixels,
                            struct diffferv_failure *failure)
{
    struct fake *fake = enter(handle);
    int failed = fails("compose", failure);
    const char *edit = getenv("FAKE_EDIT");
    int number = code_read(pixels, fake->run.depth, fake->run.width, fake->run.height).number;
    if (!failed && (index < 0 || index >= fake->run.own)) {
        broken("a frame is composed that is not the run's own");
    } else if (number != fake->numbers[fake->run.lead + index]) {
        say("MIXED own %d of run %d shows %d, decoded as %d\n",
            index,
            (int) handle,
            number,
            fake->numbers[fake->run.lead + index]);
    }
    if ((before && !find(before)->edited) || (after && !find(after)->edited)) {
        broken("a frame is composed beside a run that is not edited");
    }
    say("compose %d before %d after %d index %d strength %.4f number %d\n",
        (int) handle,
        before ? (int) find(before)->run.first : -1,
        after ? (int) find(after)->run.first : -1,
        index,
        strength,
        number);
    if (!failed && (!edit || strcmp(edit, "none") != 0)) {
        mark(fake, pixels);
    }
    if (index == fake->composed) {
        __atomic_add_fetch(&fake->composed, 1, __ATOMIC_SEQ_CST);
    }
    leave(fake);
    return !failed;
}

static void fake_close(int64_t handle)
{
    struct fake *fake = enter(handle);
    if (__atomic_load_n(&fake->busy, __ATOMIC_SEQ_CST) > 1) {
        broken("a run is closed during a call for it");
    }
    fake->closed = 1;
    say("close %d\n", (int) handle);
    leave(fake);
}

static void fake_stop(void)
{
    stops++;
    say("stop\n");
}

const struct diffferv_engine *diffferv_engine_start(struct diffferv_failure *failure)
{
    static const struct diffferv_engine engine = {.abi = DIFFFERV_ABI,
                                                  .open = fake_open,
                                                  .frame = fake_frame,
                                                  .edit = fake_edit,
                                                  .compose = fake_compose,
                                                  .close = fake_close,
                                                  .stop = fake_stop};
    return fails("start", failure) ? NULL : &engine;
}

int diffferv_engine_lost(struct diffferv_failure *failure)
{
    (void) failure;
    return 0;
}

void diffferv_engine_attach(void)
{
    attached = 1;
}
