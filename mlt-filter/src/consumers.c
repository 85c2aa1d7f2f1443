#include "consumers.h"

#include "texts.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* MLT does not say whether it renders: only the consumers in the process tell. */
enum kind {
    SHOWS,
    WRITES,
    NEITHER, /* multi feeds others; qglsl wraps one; xml is made at each save */
};

/* What 'diffferv inspect' looks for; every container has a place for a comment. */
static const char comment[] = "meta.attr.comment.markup";
static const char label[] = "AI-edited by DiffFERV: rendered with its filter";

struct consumer
{
    mlt_consumer consumer;
    enum kind kind;
    int is_xml;
    int ran;
    int aborted;
    struct consumer *next;
};

/* Recursive, because a consumer may be closed by a listener of what is fired here. */
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static struct consumer *consumers;
static int labels;

static int begins(const char *name, const char *const *list)
{
    for (; *list; list++) {
        if (!strncmp(name, *list, strlen(*list))) {
            return 1;
        }
    }
    return 0;
}

static enum kind kind_of(const char *name)
{
    static const char *const showing[] = {"sdl", "rtaudio", "decklink", "xgl", "jack", "ndi", NULL};
    static const char *const neither[] = {"multi", "qglsl", "xml", NULL};
    return begins(name, showing) ? SHOWS : begins(name, neither) ? NEITHER : WRITES;
}

/* With the lock held. Consumers read metadata as they start, so before any frame is known. */
static void put_label(mlt_consumer consumer)
{
    const char *own = mlt_properties_get(MLT_CONSUMER_PROPERTIES(consumer), comment);
    if (!own) {
        mlt_properties_set(MLT_CONSUMER_PROPERTIES(consumer), comment, label);
    } else if (strcmp(own, label)) {
        mlt_log_warning(
            MLT_CONSUMER_SERVICE(consumer),
            "DiffFERV: with the comment \"%s\" the file does not say that it is an AI edit\n",
            own);
    }
}

void consumers_label(void)
{
    pthread_mutex_lock(&lock);
    for (struct consumer *known = consumers; !labels && known; known = known->next) {
        if (known->kind == WRITES) {
            put_label(known->consumer);
        }
    }
    labels = 1;
    pthread_mutex_unlock(&lock);
}

/* Destructor of a property of the consumer. */
static void forget(void *data)
{
    pthread_mutex_lock(&lock);
    struct consumer **at = &consumers;
    while (*at && *at != data) {
        at = &(*at)->next;
    }
    if (*at) {
        *at = (*at)->next;
    }
    pthread_mutex_unlock(&lock);
    free(data);
}

/* Before its first frame, which does not bear its consumer. */
static void started(mlt_properties owner, void *self, mlt_event_data data)
{
    (void) owner;
    (void) data;
    struct consumer *known = self;
    pthread_mutex_lock(&lock);
    known->ran |= known->kind == WRITES;
    pthread_mutex_unlock(&lock);
}

static void created(mlt_properties owner, void *self, mlt_event_data data)
{
    (void) owner;
    (void) self;
    const mlt_factory_event_data *event = mlt_event_data_to_object(data);
    /* For consumers the event bears the address of the variable that holds the new one. */
    mlt_consumer *made = event ? event->service : NULL;
    struct consumer *known = made && *made && event->name ? calloc(1, sizeof *known) : NULL;
    if (!known) {
        return;
    }
    known->consumer = *made;
    known->kind = kind_of(event->name);
    known->is_xml = !strcmp(event->name, "xml");
    if (known->is_xml) {
        texts_put_right();
    }
    pthread_mutex_lock(&lock);
    known->next = consumers;
    consumers = known;
    if (labels && known->kind == WRITES) {
        put_label(known->consumer);
    }
    pthread_mutex_unlock(&lock);
    mlt_properties properties = MLT_CONSUMER_PROPERTIES(known->consumer);
    mlt_events_listen(properties, known, "consumer-thread-started", (mlt_listener) started);
    mlt_properties_set_data(properties, "_diffferv", known, 0, forget, NULL);
}

void consumers_watch(void)
{
    static int self;
    mlt_events_listen(mlt_factory_event_object(),
                      &self,
                      "consumer-create-done",
                      (mlt_listener) created);
}

static int count(enum kind kind, int running)
{
    int count = 0;
    pthread_mutex_lock(&lock);
    for (struct consumer *known = consumers; known; known = known->next) {
        count += known->kind == kind && (!running || !mlt_consumer_is_stopped(known->consumer));
    }
    pthread_mutex_unlock(&lock);
    return count;
}

int consumers_preview(enum mode mode)
{
    return mode == MODE_PREVIEW
           || (mode == MODE_AUTO && count(SHOWS, 0) > 0 && count(WRITES, 1) == 0);
}

int consumers_write_project(void)
{
    int writes = 0;
    pthread_mutex_lock(&lock);
    for (struct consumer *known = consumers; known; known = known->next) {
        writes |= known->is_xml;
    }
    pthread_mutex_unlock(&lock);
    return writes;
}

void consumers_refresh(void)
{
    pthread_mutex_lock(&lock);
    for (struct consumer *known = consumers; known; known = known->next) {
        if (known->kind == SHOWS && !mlt_consumer_is_stopped(known->consumer)) {
            mlt_properties_set_int(MLT_CONSUMER_PROPERTIES(known->consumer), "refresh", 1);
        }
    }
    pthread_mutex_unlock(&lock);
}

/* A fatal error makes melt end as failed, but only after the last frame, and `multi` has no such event to pass it on. A
   consumer that another one feeds must not end first: MLT would wait for ever for it to take a frame. */
static void abort_one(mlt_consumer consumer)
{
    mlt_properties properties = MLT_CONSUMER_PROPERTIES(consumer);
    mlt_events_fire(properties, "consumer-fatal-error", mlt_event_data_none());
    mlt_properties_set_int(properties, "melt_error", 1);
    if (mlt_service_producer(MLT_CONSUMER_SERVICE(consumer))) {
        mlt_properties_set_int(properties, "running", 0);
    }
}

static mlt_consumer asking_for(mlt_frame frame)
{
    return mlt_properties_get_data(MLT_FRAME_PROPERTIES(frame), "consumer", NULL);
}

void consumers_abort(mlt_frame frame)
{
    mlt_consumer asking = asking_for(frame);
    pthread_mutex_lock(&lock);
    for (struct consumer *known = consumers; known; known = known->next) {
        if (known->consumer == asking) {
            asking = NULL;
        }
        if (known->kind != SHOWS && !known->aborted) {
            known->aborted = 1;
            abort_one(known->consumer);
        }
    }
    pthread_mutex_unlock(&lock);
    if (asking) {
        abort_one(asking);
    }
}

void consumers_serve(mlt_frame frame)
{
    mlt_consumer asking = asking_for(frame);
    pthread_mutex_lock(&lock);
    for (struct consumer *known = consumers; known; known = known->next) {
        int works = known->consumer == asking || !mlt_consumer_is_stopped(known->consumer);
        known->ran |= works && known->kind == WRITES;
    }
    pthread_mutex_unlock(&lock);
}

int consumers_left(void)
{
    int left = 0, working = 0;
    pthread_mutex_lock(&lock);
    for (struct consumer *known = consumers; known; known = known->next) {
        int works = known->kind == WRITES && !mlt_consumer_is_stopped(known->consumer);
        known->ran |= works;
        working |= works;
        left |= known->ran;
    }
    pthread_mutex_unlock(&lock);
    return left && !working;
}
