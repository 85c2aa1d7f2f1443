#include "lookahead.h"

#include <stdlib.h>

struct span
{
    mlt_position low;  /* lowest position looked at, halo included */
    mlt_position from; /* of the frames of the clip */
    mlt_position to;
    mlt_frame *frames; /* from `low` on */
};

static mlt_position grid_start(mlt_position number, int chunk)
{
    mlt_position remainder = number % chunk;
    return number - (remainder < 0 ? remainder + chunk : remainder);
}

/* From `at` down and up to the clip's borders; the frames beyond them are not looked at. */
static int collect_span(const struct place *place,
                        struct span *span,
                        mlt_position at,
                        mlt_position high,
                        mlt_producer clip)
{
    enum fetch fetch = place_fetch(place, at, clip, &span->frames[at - span->low]);
    if (fetch != FETCH_DONE) {
        return 0;
    }
    span->from = span->to = at;
    while (fetch == FETCH_DONE && span->from > (span->low > 0 ? span->low : 0)) {
        mlt_position next = span->from - 1;
        fetch = place_fetch(place, next, clip, &span->frames[next - span->low]);
        span->from -= fetch == FETCH_DONE;
    }
    if (fetch == FETCH_MISPLACED) {
        return 0;
    }
    fetch = FETCH_DONE;
    while (fetch == FETCH_DONE && span->to < high) {
        mlt_position next = span->to + 1;
        fetch = place_fetch(place, next, clip, &span->frames[next - span->low]);
        span->to += fetch == FETCH_DONE;
    }
    return fetch != FETCH_MISPLACED;
}

static void fill(struct run *run,
                 const struct place *place,
                 const struct span *span,
                 mlt_position grid)
{
    int chunk = run->settings->chunk;
    mlt_position last = span->to < grid + chunk - 1 ? span->to : grid + chunk - 1;
    run->start = span->from > grid ? span->from : grid;
    run->lead = (int) (run->start - span->from);
    run->own = (int) (last - run->start + 1);
    run->trail = (int) (span->to - last);
    run->first = (int64_t) run->start + place->first;
    run->length = place->length;
    for (int i = 0; i < run->lead + run->own + run->trail; i++) {
        run->pictures[i].frame = span->frames[span->from - span->low + i];
    }
    run->place = *place;
    run->host = place->host;
    mlt_properties_inc_ref(MLT_SERVICE_PROPERTIES(run->host));
}

/* The run over `at`, held, and on the shelf. */
static struct run *collect(struct shelf *shelf,
                           const struct place *place,
                           mlt_position at,
                           mlt_producer clip)
{
    struct settings *settings = shelf_settings(shelf);
    int chunk = settings->chunk, halo = settings->halo;
    mlt_position grid = grid_start(at + place->first, chunk) - place->first;
    mlt_position high = grid + chunk + halo - 1;
    high = high < place->length - 1 ? high : place->length - 1;
    struct span span = {.low = grid - halo, .from = at, .to = at};
    span.frames = calloc((size_t) (chunk + 2 * halo), sizeof *span.frames);
    struct run *run = run_new(shelf, settings, chunk + 2 * halo);

    struct playhead before = place_leave(place);
    int collected = collect_span(place, &span, at, high, clip);
    place_return(place, before);
    if (collected) {
        fill(run, place, &span, grid);
        run->clip = clip;
        run->moved = place_moved(place, clip);
        runs_lock();
        run_hold(run);
        runs_unlock();
        shelf_put(shelf, run);
    } else {
        for (int i = 0; i < chunk + 2 * halo; i++) {
            mlt_frame_close(span.frames[i]);
        }
    }
    free(span.frames);
    run_close(run);
    return collected ? run : NULL;
}

static struct run *find(struct shelf *shelf,
                        const struct place *place,
                        mlt_position at,
                        mlt_producer clip)
{
    struct run *run = shelf_find(shelf, place, at, clip);
    return run ? run : collect(shelf, place, at, clip);
}

/* How positions in this place become numbers on frames; measured again when the place or its trim changes. */
static void measure(struct shelf *shelf, struct place *place)
{
    struct place *known = &shelf->measured;
    if (known->host != place->host || known->playhead != place->playhead
        || known->first != place->first || known->length != place->length) {
        struct playhead before = place_leave(place);
        place_measure(place);
        place_return(place, before);
        *known = *place;
    }
    place->delta = known->delta;
}

static int look(struct shelf *shelf,
                const struct place *place,
                mlt_position at,
                mlt_producer clip,
                int far,
                struct outlook *outlook)
{
    struct run *run = outlook->run = find(shelf, place, at, clip);
    if (!run) {
        return 0;
    }
    int halo = run->settings->halo;
    mlt_position end = run->start + run->own;
    outlook->index = (int) (at - run->start);
    int early = run->lead > 0 && outlook->index < halo;
    int late = run->trail > 0 && outlook->index >= run->own - halo;
    if (!far) {
        outlook->before = early ? shelf_find(shelf, place, run->start - 1, clip) : NULL;
        outlook->after = late ? shelf_find(shelf, place, end, clip) : NULL;
        return 1;
    }
    outlook->before = early ? find(shelf, place, run->start - 1, clip) : NULL;
    outlook->after = run->trail > 0 ? find(shelf, place, end, clip) : NULL;
    if ((early && !outlook->before) || (run->trail > 0 && !outlook->after)) {
        return 0;
    }
    struct run *after = outlook->after;
    /* While the last frames wait for the run after, the one behind it is decoded. */
    if (late && after->trail > 0) {
        outlook->ahead = find(shelf, place, after->start + after->own, clip);
    } else if (after && !late) {
        outlook->ahead = after;
        outlook->after = NULL;
    }
    return 1;
}

int lookahead_find(struct shelf *shelf,
                   mlt_filter filter,
                   mlt_frame frame,
                   int far,
                   int job,
                   struct outlook *outlook,
                   struct diffferv_failure *failure)
{
    *outlook = (struct outlook){0};
    struct place place;
    if (!place_find(&place, filter)) {
        *failure = failure_of(
            2,
            "the effect stands where no neighbouring frames can be taken; put it on a clip, "
            "a track or the whole timeline.");
        return 0;
    }
    if (place_is_unsteady(&place)) {
        *failure
            = failure_of(2,
                         "the freeze before the effect shows other frames of a clip of the bin "
                         "than it should; put both on the clip in the timeline.");
        return 0;
    }
    measure(shelf, &place);
    mlt_position number = mlt_frame_get_position(frame);
    mlt_position at = number - place.delta;
    if (job) {
        place.length -= place_is_cut_short(&place);
        if (at >= place.length) {
            return 1;
        }
    }
    mlt_producer clip = mlt_frame_get_original_producer(frame);
    if (at >= place.length) {
        place_pass_out(&place);
    }
    if (at < 0 || at >= place.length || !look(shelf, &place, at, clip, far, outlook)) {
        outlook_close(outlook);
        shelf->measured = (struct place){0};
        shelf->amiss = shelf->amiss ? shelf->amiss : number + 1;
        *failure = failure_of(
            4,
            "the frames around frame %d of the clip did not come in their places, so the edit "
            "would mix up moments; render the clip to a file and put the effect on that.",
            (int) shelf->amiss - 1);
        return 0;
    }
    return 1;
}

void outlook_close(struct outlook *outlook)
{
    shelf_let_go(outlook->run);
    shelf_let_go(outlook->before);
    shelf_let_go(outlook->after);
    shelf_let_go(outlook->ahead);
    *outlook = (struct outlook){0};
}
