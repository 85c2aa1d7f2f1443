#include "worker.h"

#include "consumers.h"
#include "decoders.h"
#include "overlay.h"
#include "shelf.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { REFRESH_MS = 250 };

/* Neither a step of the model nor loading libtorch can be interrupted, and on a loaded machine either takes many seconds:
   threads inside the engine are left there. Others end soon; they would crash with what MLT takes away. */
enum { PATIENCE_MS = 3000, STOP_MS = 60000 };

struct farewell
{
    const struct diffferv_engine *engine;
    int64_t handle;
    struct farewell *next;
};

/* All under the lock of runs. */
static struct run *edits; /* in the order in which they are edited */
static struct farewell *farewells;
static const struct diffferv_engine *engine;
static pthread_t editor;
static int has_editor;
static int stopping;
static int session; /* from one opening of MLT to its closing */
static int inside;  /* threads in calls of the engine */
static int left;    /* the last session whose threads were left there */
static int refresh_wanted;
static int64_t refreshed;

static const struct diffferv_failure NO_THREAD = {1, "no thread can be started for editing."};

static _Thread_local int entered; /* the session in which the thread called the engine */

int worker_is_stopping(void)
{
    return stopping;
}

void worker_enter_engine(void)
{
    runs_lock();
    entered = session;
    inside++;
    runs_unlock();
}

/* With the lock. What a thread that was left would touch next is gone. */
static void stay_if_left(void)
{
    if (entered <= left) {
        runs_unlock();
        for (;;) {
            pause();
        }
    }
}

void worker_leave_engine(void)
{
    runs_lock();
    stay_if_left();
    inside--;
    runs_unlock();
}

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* With the lock, which is let go for the while. */
static void refresh_if_due(void)
{
    if (refresh_wanted && !stopping && now() - refreshed >= REFRESH_MS) {
        refresh_wanted = 0;
        refreshed = now();
        runs_unlock();
        consumers_refresh();
        runs_lock();
    }
}

/* Kdenlive reads the progress of a job from melt's standard error, and lets it be aborted from 1 to 99 %. melt counts
   frames, of which a job gets none for as long as the first run is edited. */
static void tell_job(const struct run *run, double done)
{
    if (run->settings->job && run->batch) {
        int percent = (int) (100 * (run->start + done * run->own) / run->length);
        percent = percent < 1 ? 1 : percent > 99 ? 99 : percent;
        fprintf(stderr, "Current Frame: %10d, percentage: %10d\r", (int) run->start, percent);
    }
}

static int32_t listen(void *context, int32_t ready, double done, double seconds)
{
    struct run *run = context;
    tell_job(run, done);
    runs_lock();
    stay_if_left();
    if (ready > run->ready) {
        run->shelf->edited += run->batch ? 0 : ready - run->ready;
        run->ready = ready < run->own ? ready : run->own;
        refresh_wanted |= !run->batch;
        runs_changed();
    }
    run->seconds = seconds;
    refresh_if_due();
    int abandon = run->cancelled || stopping;
    runs_unlock();
    return abandon;
}

static void edit(struct run *run)
{
    struct diffferv_failure failure = {0};
    runs_lock();
    int wanted = !run->cancelled && !stopping;
    run->state = RUN_EDITING;
    runs_unlock();
    worker_enter_engine();
    int done = wanted && run->engine->edit(run->handle, listen, run, &failure);
    worker_leave_engine();
    if (done) {
        listen(run, run->own, 1, 0);
        run_set_state(run, RUN_READY);
    } else {
        run_fail(run, &failure);
    }
}

static void say_farewell(struct farewell *farewell)
{
    farewell->engine->close(farewell->handle);
    free(farewell);
}

static void *edit_all(void *unused)
{
    (void) unused;
    int attached = 0;
    runs_lock();
    /* One that came back too late to be waited for has a successor. */
    for (int begun = session; !stopping && begun == session;) {
        refresh_if_due();
        struct farewell *farewell = farewells;
        struct run *run = edits;
        if (!farewell && !run) {
            runs_wait(refresh_wanted ? REFRESH_MS : 60000);
            continue;
        }
        farewells = farewell ? farewell->next : NULL;
        if (!farewell) {
            edits = run->queued;
        }
        runs_unlock();
        if (!attached) {
            diffferv_engine_attach();
            attached = 1;
        }
        if (farewell) {
            say_farewell(farewell);
        } else {
            edit(run);
            run_close(run);
        }
        runs_lock();
    }
    runs_unlock();
    return NULL;
}

/* With the lock. */
static int start_editor(void)
{
    if (!has_editor && !stopping) {
        has_editor = pthread_create(&editor, NULL, edit_all, NULL) == 0;
    }
    return has_editor && !stopping;
}

void worker_want_refresh(void)
{
    runs_lock();
    refresh_wanted = start_editor();
    runs_changed();
    runs_unlock();
}

const struct diffferv_engine *worker_engine(struct diffferv_failure *failure)
{
    worker_enter_engine();
    const struct diffferv_engine *started = diffferv_engine_start(failure);
    worker_leave_engine();
    runs_lock();
    engine = started ? started : engine;
    runs_unlock();
    return started;
}

void worker_edit(struct run *run)
{
    runs_lock();
    int started = start_editor(), ends = stopping;
    if (started) {
        run->state = RUN_DECODED;
        struct run **at = &edits;
        while (*at) {
            at = &(*at)->queued;
        }
        run->queued = NULL;
        *at = run_share(run);
        runs_changed();
    }
    runs_unlock();
    if (!started) {
        struct diffferv_failure failure = {0};
        run_fail(run, ends ? &failure : &NO_THREAD);
    }
}

void worker_forget(const struct diffferv_engine *of, int64_t handle)
{
    struct farewell *farewell = calloc(1, sizeof *farewell);
    if (!farewell) {
        return;
    }
    runs_lock();
    *farewell = (struct farewell){of, handle, farewells};
    farewells = farewell;
    /* Without a thread it waits for the next one, or for the end of the process. */
    start_editor();
    runs_changed();
    runs_unlock();
}

static void drop_queued(struct run *queue)
{
    while (queue) {
        struct run *next = queue->queued;
        queue->queued = NULL;
        run_close(queue);
        queue = next;
    }
}

static pthread_mutex_t hooks_lock = PTHREAD_MUTEX_INITIALIZER;
static int hooks;
static int hooked; /* of how many global properties ours is the last */

void worker_stop_before_others(void)
{
    mlt_properties global = mlt_global_properties();
    pthread_mutex_lock(&hooks_lock);
    if (mlt_properties_count(global) != hooked) {
        char key[32];
        /* A key of our own each time: a second value under one key would end the first, and run the hook. */
        snprintf(key, sizeof key, "diffferv.%d", ++hooks);
        mlt_properties_set_data(global, key, &hooks, 0, worker_stop, NULL);
        hooked = mlt_properties_count(global);
    }
    pthread_mutex_unlock(&hooks_lock);
}

void worker_begin(void)
{
    pthread_mutex_lock(&hooks_lock);
    hooked = 0;
    pthread_mutex_unlock(&hooks_lock);
    runs_lock();
    session++;
    stopping = 0;
    runs_unlock();
}

/* Whether calls into the engine come back; those into one that has died never do. */
static int returns(const struct diffferv_engine *running)
{
    struct diffferv_failure failure;
    return !running || !diffferv_engine_lost(&failure);
}

/* Whether the editor is still there, after a while. */
static int joins_late(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 100000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return pthread_timedjoin_np(editor, NULL, &until) == ETIMEDOUT;
}

/* Destructors would pull from under the threads in the engine what they work with. */
static void end_at_once(int status, void *unused)
{
    (void) unused;
    fflush(NULL);
    _exit(status);
}

/* Waits for all threads but those that stay in the engine. */
static void wait_for_threads(int joins, const struct diffferv_engine *running)
{
    int64_t begin = now();
    int remaining;
    do {
        joins = joins && joins_late();
        runs_lock();
        if (!joins && decoders_count() > 0) {
            runs_wait(100);
        }
        remaining = joins + decoders_count();
        if (remaining > 0 && inside == remaining && now() - begin >= PATIENCE_MS) {
            left = session;
            inside = remaining = 0;
            decoders_forget();
            on_exit(end_at_once, NULL);
        }
        runs_unlock();
    } while (remaining > 0 && returns(running) && now() - begin < STOP_MS);
}

void worker_stop(void *unused)
{
    (void) unused;
    runs_lock();
    stopping = 1;
    runs_changed();
    const struct diffferv_engine *running = engine;
    int joins = has_editor;
    has_editor = 0;
    runs_unlock();
    if (running) {
        running->stop();
    }
    wait_for_threads(joins, running);
    runs_lock();
    struct run *queue = edits;
    edits = NULL;
    runs_unlock();
    drop_queued(queue);
    overlay_close();
}
