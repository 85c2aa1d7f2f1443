#include "consumers.h"
#include "decoders.h"
#include "tally.h"
#include "texts.h"
#include "ticket.h"
#include "worker.h"

#include <framework/mlt.h>
#include <stdlib.h>

static void ticket_close(void *data)
{
    struct ticket *ticket = data;
    outlook_close(&ticket->outlook);
    settings_close(ticket->settings);
    shelf_close(ticket->shelf);
    free(ticket);
}

static int get_image(mlt_frame frame,
                     uint8_t **image,
                     mlt_image_format *format,
                     int *width,
                     int *height,
                     int writable)
{
    mlt_filter filter = mlt_frame_pop_service(frame);
    struct ticket *ticket = mlt_frame_pop_service(frame);
    mlt_profile profile = mlt_service_profile(MLT_FILTER_SERVICE(filter));
    if (*width <= 0 || *height <= 0) {
        *width = profile->width;
        *height = profile->height;
    }
    int error = ticket->batch || decoders_have_this()
                    ? render_image(filter, ticket, frame, image, format, width, height)
                    : preview_image(filter, ticket, frame, image, format, width, height, writable);
    /* Frames that wait for the decode thread refer to caches that came with this one. */
    worker_stop_before_others();
    return error;
}

static double strength_at(mlt_filter filter, mlt_frame frame)
{
    mlt_properties properties = MLT_FILTER_PROPERTIES(filter);
    if (!mlt_properties_get(properties, "strength")) {
        return 1;
    }
    double strength = mlt_properties_anim_get_double(properties,
                                                     "strength",
                                                     mlt_filter_get_position(filter, frame),
                                                     mlt_filter_get_length2(filter, frame));
    /* Smooth keyframes swing beyond the values they join. */
    return strength < 0 ? 0 : strength > 2 ? 2 : strength;
}

static mlt_frame process(mlt_filter filter, mlt_frame frame)
{
    mlt_properties properties = MLT_FILTER_PROPERTIES(filter);
    /* MLT's freeze, before this filter on a whole clip, takes its picture from that clip with all its filters: it would
       wait for an edit that waits for this very picture. */
    if (decoders_take_from(mlt_properties_get_data(properties, "service", NULL))) {
        return frame;
    }
    struct shelf *shelf = filter->child;
    struct settings *settings = shelf_settings(shelf);
    struct diffferv_failure failure = settings->failure;
    double strength = failure.sentence[0] ? 1 : strength_at(filter, frame);
    struct ticket *ticket = NULL;
    /* A blank or a clip without pictures has nothing to edit. */
    if (strength == 0 || mlt_frame_is_test_card(frame) || !(ticket = calloc(1, sizeof *ticket))) {
        settings_close(settings);
        tally_unchanged(&shelf->told_unchanged, mlt_frame_get_position(frame));
        return frame;
    }
    ticket->shelf = shelf_share(shelf);
    ticket->settings = settings;
    ticket->strength = strength;
    ticket->number = mlt_frame_get_position(frame);
    ticket->job = settings->job && consumers_write_project();
    ticket->batch = ticket->job || !consumers_preview(settings->mode);
    ticket->failure = failure;
    if (!failure.sentence[0]) {
        int far = ticket->batch || decoders_have_this();
        int found = lookahead_find(shelf,
                                   filter,
                                   frame,
                                   far,
                                   ticket->job,
                                   &ticket->outlook,
                                   &ticket->failure);
        if (found && !ticket->outlook.run) {
            ticket_close(ticket);
            return frame;
        }
    }
    mlt_properties_set_data(mlt_frame_unique_properties(frame, MLT_FILTER_SERVICE(filter)),
                            "ticket",
                            ticket,
                            0,
                            ticket_close,
                            NULL);
    mlt_frame_push_service(frame, ticket);
    mlt_frame_push_service(frame, filter);
    mlt_frame_push_get_image(frame, get_image);
    return frame;
}

static void property_changed(mlt_properties owner, void *self, mlt_event_data data)
{
    if (settings_concern(mlt_event_data_to_string(data))) {
        struct shelf *shelf = self;
        struct settings *settings = settings_read(owner, shelf->settings);
        if (settings) {
            shelf_set(shelf, settings);
        }
    }
}

static void end(void *shelf)
{
    texts_leave(shelf);
    shelf_end(shelf);
}

mlt_filter filter_diffferv_init(mlt_profile profile,
                                mlt_service_type type,
                                const char *id,
                                char *arg)
{
    (void) profile;
    (void) type;
    (void) id;
    mlt_filter filter = mlt_filter_new();
    struct shelf *shelf = filter ? shelf_new() : NULL;
    if (!shelf) {
        mlt_filter_close(filter);
        return NULL;
    }
    mlt_properties properties = MLT_FILTER_PROPERTIES(filter);
    if (arg) {
        mlt_properties_set(properties, "prompt", arg);
    }
    shelf->settings = settings_read(properties, NULL);
    filter->child = shelf;
    filter->process = process;
    mlt_properties_set_data(properties, "_shelf", shelf, 0, end, NULL);
    texts_enter(properties, shelf);
    consumers_label();
    mlt_events_listen(properties, shelf, "property-changed", (mlt_listener) property_changed);
    return filter;
}
