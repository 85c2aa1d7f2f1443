#include "texts.h"

#include "settings.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct owner
{
    mlt_properties filter;
    struct shelf *shelf;
    struct owner *next;
};

/* Taken before the lock of runs; filters end in any thread. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct owner *owners;

int texts_are_parsed(mlt_properties properties, const char *name)
{
    return strcmp(name, "strength") != 0 && mlt_properties_get_animation(properties, name);
}

void texts_enter(mlt_properties filter, struct shelf *shelf)
{
    struct owner *owner = calloc(1, sizeof *owner);
    if (owner) {
        pthread_mutex_lock(&lock);
        *owner = (struct owner){filter, shelf, owners};
        owners = owner;
        pthread_mutex_unlock(&lock);
    }
}

void texts_leave(struct shelf *shelf)
{
    pthread_mutex_lock(&lock);
    struct owner **at = &owners;
    while (*at && (*at)->shelf != shelf) {
        at = &(*at)->next;
    }
    struct owner *owner = *at;
    if (owner) {
        *at = owner->next;
    }
    pthread_mutex_unlock(&lock);
    free(owner);
}

static void put_right(const struct owner *owner)
{
    struct settings *settings = shelf_settings(owner->shelf);
    for (char **pair = settings->pairs; *pair; pair += 2) {
        if (texts_are_parsed(owner->filter, pair[0])) {
            mlt_properties_set_string(owner->filter, pair[0], pair[1]);
        }
    }
    settings_close(settings);
}

void texts_put_right(void)
{
    pthread_mutex_lock(&lock);
    for (const struct owner *owner = owners; owner; owner = owner->next) {
        put_right(owner);
    }
    pthread_mutex_unlock(&lock);
}
