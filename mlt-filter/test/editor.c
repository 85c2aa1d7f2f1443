#include "editor.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

mlt_profile profile;
mlt_producer clip;
mlt_filter effect;
static mlt_consumer display;
int refreshes;

double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + 1e-9 * now.tv_nsec;
}

static void changed(mlt_properties owner, void *self, mlt_event_data data)
{
    (void) owner;
    (void) self;
    refreshes += !strcmp(mlt_event_data_to_string(data), "refresh");
}

void open_editor(const char *consumer)
{
    mlt_factory_init(NULL);
    profile = mlt_profile_init(NULL);
    profile->width = WIDTH;
    profile->height = HEIGHT;
    profile->frame_rate_num = 25;
    profile->frame_rate_den = 1;
    if (consumer) {
        CHECK((display = mlt_factory_consumer(profile, consumer, NULL)));
        mlt_events_listen(MLT_CONSUMER_PROPERTIES(display),
                          NULL,
                          "property-changed",
                          (mlt_listener) changed);
    }
    CHECK((clip = mlt_factory_producer(profile, NULL, "oracle:120")));
    CHECK((effect = mlt_factory_filter(profile, "diffferv", NULL)));
    mlt_service_attach(MLT_PRODUCER_SERVICE(clip), effect);
}

void close_editor(void)
{
    mlt_filter_close(effect);
    mlt_producer_close(clip);
    mlt_consumer_close(display);
    mlt_factory_close();
    mlt_profile_close(profile);
}

void check_time(double begin, double most)
{
    CHECK(getenv("HOST_IS_SLOW") || seconds() - begin < most);
}

struct code show_sized(mlt_position position, int width, int height)
{
    mlt_frame frame = NULL;
    uint8_t *image = NULL;
    mlt_image_format format = mlt_image_rgba;
    mlt_producer_seek(clip, position);
    CHECK(!mlt_service_get_frame(MLT_PRODUCER_SERVICE(clip), &frame, 0));
    mlt_properties_set(MLT_FRAME_PROPERTIES(frame), "consumer.rescale", "bilinear");
    double begin = seconds();
    CHECK(!mlt_frame_get_image(frame, &image, &format, &width, &height, 0)
          && format == mlt_image_rgba);
    /* Never waits for an edit, which takes three seconds where that matters. */
    check_time(begin, 2.5);
    struct code code = code_read(image, 8, width, height);
    mlt_frame_close(frame);
    return code;
}

struct code show(mlt_position position)
{
    return show_sized(position, WIDTH, HEIGHT);
}

void set(const char *name, const char *value)
{
    mlt_properties_set(MLT_FILTER_PROPERTIES(effect), name, value);
}
