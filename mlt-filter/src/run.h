#ifndef DIFFFERV_RUN_H
#define DIFFFERV_RUN_H

#include "engine.h"
#include "place.h"
#include "settings.h"

#include <framework/mlt.h>

/* One lock for all runs and queues of the process; it is never held over a call into MLT's graph or the engine. */
void runs_lock(void);
void runs_unlock(void);
/** Wakes all that wait for a run or for work; with the lock held. */
void runs_changed(void);
/** Waits for a change, with the lock held. @return 0 when the milliseconds passed first */
int runs_wait(int milliseconds);

enum run_state {
    RUN_COLLECTED, /* private frames without pixels; owned by frames in flight, else they would keep their clip alive */
    RUN_QUEUED,    /* for decoding */
    RUN_DECODING,
    RUN_DECODED, /* queued for the engine */
    RUN_EDITING,
    RUN_READY,
    RUN_FAILED, /* or abandoned: then without a sentence */
};

struct picture
{
    mlt_frame frame;       /* until decoded */
    uint8_t *pixels;       /* of mlt_pool, of an own frame for a batch, until consumed */
    mlt_properties traits; /* what decoding told about the picture */
    uint8_t *signature;    /* of an own frame for a preview, which decodes it again to show it */
};

struct shelf;

/**
 * Frames of one clip that are edited together, on an absolute grid of the source's frames, with a halo on either side.
 * Counted references; `holds` are those of frames in flight. All fields after `pictures` change under the lock.
 */
struct run
{
    struct shelf *shelf;
    struct settings *settings;
    mlt_service host; /* kept until the private frames are closed: they hold what belongs to it */
    mlt_service moved; /* whose lock and the host's are held to decode, or NULL; kept by the frames */
    struct place place;  /* as it was when the frames were taken */
    void *clip;          /* identity of the clip */
    mlt_position start;  /* host position of the first own frame */
    mlt_position length; /* of the host */
    int64_t first;       /* its number in the source */
    int lead;
    int own;
    int trail;
    struct picture *pictures; /* lead, own, trail */

    int refs;
    int holds;
    enum run_state state;
    int cancelled;
    int batch;               /* pixels are kept for consumers that wait */
    mlt_properties consumer; /* `consumer.*` of the frame that asked for it */
    int asked_width;
    int asked_height;
    int width;
    int height;
    mlt_image_format format;
    const struct diffferv_engine *engine;
    int64_t handle;
    int ready; /* own frames that can be composed */
    double seconds;
    struct diffferv_failure failure;
    struct run *older;  /* on the shelf */
    struct run *queued; /* behind this one */
};

/** An empty run with one reference and no holds; takes over one reference of the settings. */
struct run *run_new(struct shelf *shelf, struct settings *settings, int own_and_halo);

/* Both with the lock held. */
struct run *run_share(struct run *run);
struct run *run_hold(struct run *run);

/** Without the lock. */
void run_close(struct run *run);

/** Closes the private frames and lets go of the host; without the lock. */
void run_close_frames(struct run *run);

int run_covers(const struct run *run, mlt_position position);

/** With the lock held. @return whether own frame `index` can be composed */
int run_is_ready(const struct run *run, int index);

/** The run ends without an edit; without the lock. @param failure of no sentence for an abandoned run */
void run_fail(struct run *run, const struct diffferv_failure *failure);

void run_set_state(struct run *run, enum run_state state);

/** A sentence for what fails on this side of the hand-over. */
struct diffferv_failure failure_of(int code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
