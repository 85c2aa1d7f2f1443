#ifndef DIFFFERV_SETTINGS_H
#define DIFFFERV_SETTINGS_H

#include "engine.h"

#include <framework/mlt.h>

enum mode { MODE_AUTO, MODE_PREVIEW, MODE_RENDER };

/**
 * The filter's properties at one moment. Text that mlt_properties_get() returns dies when another thread sets the
 * property, so it is copied by the thread that sets it. Never changed once built; counted references.
 */
struct settings
{
    int refs;
    int edition;  /* equal for settings that ask for the same edit */
    char **pairs; /* keys and values by turns, then NULL */
    int chunk;    /* own frames of a run */
    int halo;     /* frames a run sees beyond them, on either side */
    enum mode mode;
    int job; /* the filter stands in a job of Kdenlive's, which reads `results` */
    struct diffferv_failure failure; /* of a value that this side reads */
};

/** @param before the settings until now, or NULL; keeps its edition when the same edit is asked for */
struct settings *settings_read(mlt_properties properties, const struct settings *before);

/** Whether a change of this property can change the settings. */
int settings_concern(const char *name);

struct settings *settings_share(struct settings *settings);
void settings_close(struct settings *settings);

#endif
