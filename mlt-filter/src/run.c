#include "run.h"

#include "report.h"
#include "shelf.h"
#include "worker.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

void runs_lock(void)
{
    pthread_mutex_lock(&lock);
}

void runs_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

void runs_changed(void)
{
    pthread_cond_broadcast(&changed);
}

int runs_wait(int milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += milliseconds % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    return pthread_cond_clockwait(&changed, &lock, CLOCK_MONOTONIC, &until) == 0;
}

struct run *run_new(struct shelf *shelf, struct settings *settings, int own_and_halo)
{
    struct run *run = calloc(1, sizeof *run);
    if (run) {
        run->pictures = calloc((size_t) own_and_halo, sizeof *run->pictures);
        run->shelf = shelf_share(shelf);
        run->settings = settings;
        run->refs = 1;
        run->seconds = -1;
    }
    return run;
}

struct run *run_share(struct run *run)
{
    run->refs++;
    return run;
}

struct run *run_hold(struct run *run)
{
    run->refs++;
    run->holds++;
    return run;
}

void run_close_frames(struct run *run)
{
    for (int i = 0; i < run->lead + run->own + run->trail; i++) {
        mlt_frame_close(run->pictures[i].frame);
        run->pictures[i].frame = NULL;
    }
    mlt_service host = run->host;
    run->host = NULL;
    mlt_service_close(host);
}

void run_close(struct run *run)
{
    if (!run) {
        return;
    }
    runs_lock();
    int last = --run->refs == 0;
    runs_unlock();
    if (!last) {
        return;
    }
    run_close_frames(run);
    for (int i = 0; i < run->lead + run->own + run->trail; i++) {
        mlt_pool_release(run->pictures[i].pixels);
        mlt_properties_close(run->pictures[i].traits);
        free(run->pictures[i].signature);
    }
    if (run->handle) {
        worker_forget(run->engine, run->handle);
    }
    mlt_properties_close(run->consumer);
    settings_close(run->settings);
    shelf_close(run->shelf);
    free(run->pictures);
    free(run);
}

int run_covers(const struct run *run, mlt_position position)
{
    return position >= run->start && position < run->start + run->own;
}

int run_is_ready(const struct run *run, int index)
{
    return run->state == RUN_READY || (run->state == RUN_EDITING && run->ready > index);
}

void run_set_state(struct run *run, enum run_state state)
{
    runs_lock();
    run->state = state;
    runs_changed();
    runs_unlock();
}

void run_fail(struct run *run, const struct diffferv_failure *failure)
{
    runs_lock();
    run->failure = *failure;
    run->state = RUN_FAILED;
    runs_changed();
    runs_unlock();
    if (failure->sentence[0] && !run->cancelled) {
        report_sentence(failure->sentence);
    }
    /* The monitor shows why; a run that was cancelled has no more use, and asking again might cancel another. */
    if (!run->batch && !run->cancelled) {
        worker_want_refresh();
    }
}

struct diffferv_failure failure_of(int code, const char *format, ...)
{
    struct diffferv_failure failure = {.code = code};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(failure.sentence, sizeof failure.sentence, format, arguments);
    va_end(arguments);
    return failure;
}
