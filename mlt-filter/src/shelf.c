#include "shelf.h"

#include <stdlib.h>

/* Beyond those that frames in flight hold: the run before for the seam, and some to scrub back to. */
enum { KEPT_RUNS = 6, WAITING_PREVIEWS = 3 };

struct shelf *shelf_new(void)
{
    struct shelf *shelf = calloc(1, sizeof *shelf);
    if (shelf) {
        shelf->refs = 1;
    }
    return shelf;
}

struct shelf *shelf_share(struct shelf *shelf)
{
    __atomic_add_fetch(&shelf->refs, 1, __ATOMIC_RELAXED);
    return shelf;
}

void shelf_close(struct shelf *shelf)
{
    if (shelf && __atomic_sub_fetch(&shelf->refs, 1, __ATOMIC_ACQ_REL) == 0) {
        window_close(shelf->window);
        settings_close(shelf->settings);
        free(shelf);
    }
}

/* With the lock held; the shelf's reference goes to the caller. */
static int take_off(struct run *run)
{
    for (struct run **at = &run->shelf->newest; *at; at = &(*at)->older) {
        if (*at == run) {
            *at = run->older;
            run->older = NULL;
            return 1;
        }
    }
    return 0;
}

static void close_all(struct run *runs)
{
    while (runs) {
        struct run *older = runs->older;
        runs->older = NULL;
        run_close(runs);
        runs = older;
    }
}

static int is_over(const struct run *run)
{
    return run->state == RUN_READY || run->state == RUN_FAILED;
}

/* With the lock held: runs for another edit than `edition`; 0 for all. */
static struct run *abandon(struct shelf *shelf, int edition)
{
    struct run *abandoned = NULL;
    for (struct run **at = &shelf->newest; *at;) {
        struct run *run = *at;
        if (run->settings->edition == edition) {
            at = &run->older;
            continue;
        }
        *at = run->older;
        run->cancelled = 1;
        run->older = abandoned;
        abandoned = run;
    }
    runs_changed();
    return abandoned;
}

void shelf_end(struct shelf *shelf)
{
    runs_lock();
    shelf->closed = 1;
    struct run *abandoned = abandon(shelf, 0);
    runs_unlock();
    close_all(abandoned);
    shelf_close(shelf);
}

void shelf_set(struct shelf *shelf, struct settings *settings)
{
    runs_lock();
    struct settings *before = shelf->settings;
    shelf->settings = settings;
    struct run *abandoned = abandon(shelf, settings->edition);
    runs_unlock();
    close_all(abandoned);
    settings_close(before);
}

struct settings *shelf_settings(struct shelf *shelf)
{
    runs_lock();
    struct settings *settings = settings_share(shelf->settings);
    runs_unlock();
    return settings;
}

struct run *shelf_find(struct shelf *shelf,
                       const struct place *place,
                       mlt_position position,
                       void *clip)
{
    struct run *found = NULL;
    runs_lock();
    for (struct run *run = shelf->newest; run && !found; run = run->older) {
        if (run->place.host == place->host && run_covers(run, position)
            && (!clip || run->clip == clip) && run->first == run->start + place->first
            && !run->cancelled && run->settings->edition == shelf->settings->edition) {
            found = run_hold(run);
        }
    }
    runs_unlock();
    return found;
}

void shelf_put(struct shelf *shelf, struct run *run)
{
    struct run *old = NULL;
    runs_lock();
    run_share(run)->older = shelf->newest;
    shelf->newest = run;
    int count = 0;
    for (struct run **at = &shelf->newest; *at;) {
        struct run *next = *at;
        if (++count > KEPT_RUNS && next->holds == 0 && is_over(next)) {
            *at = next->older;
            next->older = old;
            old = next;
        } else {
            at = &next->older;
        }
    }
    runs_unlock();
    close_all(old);
}

void shelf_let_go(struct run *run)
{
    if (!run) {
        return;
    }
    runs_lock();
    int unwanted = --run->holds == 0 && run->state == RUN_COLLECTED && take_off(run);
    runs_unlock();
    if (unwanted) {
        run_close(run);
    }
    run_close(run);
}

void shelf_drop(struct run *run)
{
    runs_lock();
    int dropped = take_off(run);
    run->cancelled = 1;
    runs_changed();
    runs_unlock();
    if (dropped) {
        run_close(run);
    }
}

static int is_pending(const struct run *run)
{
    return !run->batch && !run->cancelled && run->state > RUN_COLLECTED && !is_over(run);
}

void shelf_ask(struct run *run)
{
    struct shelf *shelf = run->shelf;
    int waiting = 0, pending = 0;
    for (struct run *at = shelf->newest; at; at = at->older) {
        pending += at != run && is_pending(at);
        int waits = at->state == RUN_QUEUED || at->state == RUN_DECODED;
        if (waits && is_pending(at) && ++waiting > WAITING_PREVIEWS) {
            at->cancelled = 1;
            shelf->asked -= at->own;
        }
    }
    if (!pending) {
        shelf->asked = shelf->edited = 0;
    }
    shelf->asked += run->own;
}
