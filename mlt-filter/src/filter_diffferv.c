#include <framework/mlt.h>

/*
 * This build registers the filter and has no engine hand-over. A project that asks for the edit must therefore not
 * render at all: a filter that refused to load would make melt drop it and write unedited frames with exit status 0,
 * so it loads, and stops the consumer at the first picture.
 */
static int get_image(mlt_frame frame,
                     uint8_t **image,
                     mlt_image_format *format,
                     int *width,
                     int *height,
                     int writable)
{
    (void) image;
    (void) format;
    (void) width;
    (void) height;
    (void) writable;
    mlt_filter filter = mlt_frame_pop_service(frame);
    mlt_properties properties = MLT_FILTER_PROPERTIES(filter);

    /* Worker threads share the filter; the sentence belongs in the log once. */
    mlt_service_lock(MLT_FILTER_SERVICE(filter));
    int said = mlt_properties_get_int(properties, "_said");
    mlt_properties_set_int(properties, "_said", 1);
    mlt_service_unlock(MLT_FILTER_SERVICE(filter));
    if (!said) {
        mlt_log_error(
            MLT_FILTER_SERVICE(filter),
            "this build of DiffFERV cannot edit inside MLT, so the render stops instead of "
            "writing unedited frames; edit the clip with the diffferv command.\n");
    }

    mlt_consumer consumer = mlt_properties_get_data(MLT_FRAME_PROPERTIES(frame), "consumer", NULL);
    if (consumer) {
        mlt_events_fire(MLT_CONSUMER_PROPERTIES(consumer),
                        "consumer-fatal-error",
                        mlt_event_data_none());
    }
    return 1;
}

static mlt_frame process(mlt_filter filter, mlt_frame frame)
{
    mlt_frame_push_service(frame, filter);
    mlt_frame_push_get_image(frame, get_image);
    return frame;
}

mlt_filter filter_diffferv_init(mlt_profile profile,
                                mlt_service_type type,
                                const char *id,
                                char *arg)
{
    (void) profile;
    (void) type;
    (void) id;
    (void) arg;
    mlt_filter filter = mlt_filter_new();
    if (filter) {
        filter->process = process;
    }
    return filter;
}
