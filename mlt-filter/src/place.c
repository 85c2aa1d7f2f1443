#include "place.h"

#include <string.h>

static mlt_service beyond_filters(mlt_service service)
{
    while (service && mlt_service_identify(service) == mlt_service_filter_type) {
        service = mlt_service_producer(service);
    }
    return service;
}

static int has_frames(mlt_service service)
{
    switch (mlt_service_identify(service)) {
    case mlt_service_producer_type:
    case mlt_service_playlist_type:
    case mlt_service_tractor_type:
    case mlt_service_multitrack_type:
    case mlt_service_chain_type:
        return 1;
    default:
        return 0;
    }
}

int place_find(struct place *place, mlt_filter filter)
{
    *place = (struct place){.filter = filter};
    place->host = mlt_properties_get_data(MLT_FILTER_PROPERTIES(filter), "service", NULL);
    if (!place->host) {
        place->planted = 1;
        place->host = mlt_service_producer(MLT_FILTER_SERVICE(filter));
        int track = mlt_filter_get_track(filter);
        place->index = track > 0 ? track : 0;
    }
    mlt_service seekable = place->planted ? beyond_filters(place->host) : place->host;
    if (!seekable || !has_frames(seekable)) {
        return 0;
    }
    /* A producer that several cuts show at once gives the frames of the clone named here. */
    mlt_producer clone = mlt_properties_get_data(MLT_SERVICE_PROPERTIES(seekable),
                                                 "use_clone",
                                                 NULL);
    place->playhead = clone ? clone : MLT_PRODUCER(seekable);
    place->first = mlt_producer_get_in(place->playhead);
    if (mlt_producer_is_cut(place->playhead)) {
        place->first += mlt_producer_get_in(mlt_producer_cut_parent(place->playhead));
    }
    place->length = mlt_producer_get_playtime(place->playhead);
    if (mlt_properties_get_int(MLT_PRODUCER_PROPERTIES(place->playhead), "ignore_points")) {
        place->first = 0;
        place->length = mlt_producer_get_length(place->playhead);
    }
    return 1;
}

void place_pass_out(struct place *place)
{
    place->length = mlt_producer_get_length(place->playhead) - mlt_producer_get_in(place->playhead);
}

struct playhead place_leave(const struct place *place)
{
    return (struct playhead){mlt_producer_position(place->playhead),
                             mlt_producer_get_speed(place->playhead)};
}

static void set_speed(mlt_producer producer, double speed)
{
    if (mlt_producer_get_speed(producer) != speed) {
        mlt_producer_set_speed(producer, speed);
    }
}

void place_return(const struct place *place, struct playhead before)
{
    mlt_producer_seek(place->playhead, before.position);
    /* Seeking to the end, and reading the last frame, stop the producer. */
    set_speed(place->playhead, before.speed);
}

/* An attached filter runs with the host's lock held, which is not recursive: so the virtual function. */
static mlt_frame take(const struct place *place, mlt_position position)
{
    mlt_frame frame = NULL;
    mlt_producer_seek(place->playhead, position);
    set_speed(place->playhead, 1);
    int failed = place->planted ? mlt_service_get_frame(place->host, &frame, place->index)
                                : place->host->get_frame(place->host, &frame, 0);
    if (failed) {
        mlt_frame_close(frame);
        return NULL;
    }
    return frame;
}

void place_measure(struct place *place)
{
    mlt_position position = mlt_producer_position(place->playhead);
    position = position < 0 ? 0 : position >= place->length ? place->length - 1 : position;
    mlt_frame frame = take(place, position);
    place->delta = frame ? mlt_frame_get_position(frame) - position : 0;
    mlt_frame_close(frame);
}

/* What mlt_service_get_frame() and mlt_service_apply_filters() do, up to this filter. */
static void apply_preceding(const struct place *place, mlt_frame frame)
{
    mlt_properties host = MLT_SERVICE_PROPERTIES(place->host);
    mlt_properties properties = MLT_FRAME_PROPERTIES(frame);
    mlt_position host_in = mlt_properties_get_position(host, "in");
    mlt_position host_out = mlt_properties_get_position(host, "out");
    if (host_in >= 0 && host_out > 0) {
        mlt_properties_set_position(properties, "in", host_in);
        mlt_properties_set_position(properties, "out", host_out);
    }
    mlt_position position = mlt_frame_get_position(frame);
    mlt_filter other;
    for (int i = 0; (other = mlt_service_filter(place->host, i)) && other != place->filter; i++) {
        mlt_position in = mlt_filter_get_in(other);
        mlt_position out = mlt_filter_get_out(other);
        int covers = (in == 0 && out == 0) || (position >= in && (position <= out || out == 0));
        if (covers && !mlt_properties_get_int(MLT_FILTER_PROPERTIES(other), "disable")) {
            mlt_properties_set_position(properties, "in", in == 0 ? host_in : in);
            mlt_properties_set_position(properties, "out", out == 0 ? host_out : out);
            mlt_filter_process(other, frame);
            mlt_service_apply_filters(MLT_FILTER_SERVICE(other), frame, 1);
        }
    }
}

/* Deinterlacers ask for the frames on either side, without effects. */
static void add_sides(const struct place *place, mlt_position position, mlt_frame frame)
{
    mlt_properties properties = MLT_FRAME_PROPERTIES(frame);
    mlt_frame previous = take(place, position - 1);
    mlt_frame next = take(place, position + 1);
    mlt_destructor close = (mlt_destructor) mlt_frame_close;
    if (previous) {
        mlt_properties_set_data(properties, "previous frame", previous, 0, close, NULL);
    }
    if (next) {
        mlt_properties_set_data(properties, "next frame", next, 0, close, NULL);
    }
}

enum fetch place_fetch(const struct place *place,
                       mlt_position position,
                       mlt_producer clip,
                       mlt_frame *frame)
{
    *frame = NULL;
    mlt_frame taken = take(place, position);
    if (!taken) {
        return FETCH_MISPLACED;
    }
    enum fetch fetch = mlt_frame_get_position(taken) != position + place->delta ? FETCH_MISPLACED
                       : mlt_frame_get_original_producer(taken) != clip         ? FETCH_BORDER
                       : mlt_frame_is_test_card(taken)                          ? FETCH_BORDER
                                                                                : FETCH_DONE;
    if (fetch != FETCH_DONE) {
        mlt_frame_close(taken);
        return fetch;
    }
    if (!place->planted) {
        /* Not on a frame beyond the border: animated effects take its clip's length for their own, for good. */
        apply_preceding(place, taken);
        if (mlt_properties_get_int(MLT_SERVICE_PROPERTIES(place->host), "_need_previous_next")) {
            add_sides(place, position, taken);
        }
    }
    *frame = taken;
    return FETCH_DONE;
}

int place_is_cut_short(const struct place *place)
{
    return mlt_service_identify(place->host) == mlt_service_producer_type
           && mlt_producer_get_out(place->playhead) < mlt_producer_get_length(place->playhead) - 1;
}

static int is_called(mlt_filter filter, const char *name)
{
    const char *service = mlt_properties_get(MLT_FILTER_PROPERTIES(filter), "mlt_service");
    return service && !strcmp(service, name);
}

/* Whether the effects of a service move the clip, up to this filter, on top of what those before them do. */
static int moves(const struct place *place, mlt_service service, int moved)
{
    mlt_filter other;
    for (int i = 0; (other = mlt_service_filter(service, i)) && other != place->filter; i++) {
        /* Another instance of this filter decodes what stands before it, and waits for the same lock. */
        moved = !is_called(other, "diffferv") && (moved || is_called(other, "freeze"));
    }
    return moved;
}

int place_is_unsteady(const struct place *place)
{
    mlt_service_type type = mlt_service_identify(place->host);
    int clip = type == mlt_service_producer_type || type == mlt_service_chain_type;
    return clip && !mlt_producer_is_cut(MLT_PRODUCER(place->host)) && moves(place, place->host, 0);
}

mlt_service place_moved(const struct place *place, mlt_producer clip)
{
    if (!mlt_producer_is_cut(clip)) {
        return NULL;
    }
    mlt_service cut = MLT_PRODUCER_SERVICE(clip);
    int moved = moves(place, MLT_PRODUCER_SERVICE(mlt_producer_cut_parent(clip)), 0);
    moved = moves(place, cut, moved);
    if (!place->planted && place->host != cut) {
        moved = moves(place, place->host, moved);
    }
    return moved ? cut : NULL;
}

/* Freeze keeps the frame that it shows, and the position that it asked for; a file's producer reads its own twice. */
static int mistook(mlt_service service, mlt_producer file)
{
    int mistaken = 0;
    mlt_filter other;
    for (int i = 0; (other = mlt_service_filter(service, i)); i++) {
        mlt_properties properties = MLT_FILTER_PROPERTIES(other);
        mlt_frame shown = mlt_properties_get_data(properties, "freeze_frame", NULL);
        if (!shown || !is_called(other, "freeze")) {
            continue;
        }
        mlt_position wanted = mlt_properties_get_position(properties, "_frame");
        mlt_position read = mlt_frame_original_position(shown);
        if (mlt_frame_get_position(shown) != wanted
            || (read != wanted && read != wanted + mlt_producer_get_in(file))) {
            mlt_properties_set_position(properties, "_frame", -1);
            mistaken = 1;
        }
    }
    return mistaken;
}

int place_mistook(const struct place *place, mlt_producer clip)
{
    mlt_producer file = mlt_producer_cut_parent(clip);
    return mistook(MLT_PRODUCER_SERVICE(file), file) | mistook(MLT_PRODUCER_SERVICE(clip), file)
           | mistook(place->host, file);
}
