#ifndef DIFFFERV_SHELF_H
#define DIFFFERV_SHELF_H

#include "place.h"
#include "run.h"
#include "window.h"

/** The runs of one filter, newest first, and what their making needs. Outlives the filter while a run lives. */
struct shelf
{
    int refs;
    struct settings *settings;
    struct run *newest;
    struct run *decoding; /* queue of the filter's decode thread */
    int has_decoder;
    struct window *window; /* of the decode thread */
    int closed;
    struct place measured; /* the last place whose delta was measured */
    mlt_position
        amiss;  /* after the first frame around which others were not in their places; 0 for none */
    int asked;  /* own frames of previews since all were ready, */
    int edited; /* and those of them that are */
    int mismatches;              /* pictures in a row that were not those decoded for their runs */
    int job_failed;              /* a job of Kdenlive's has its results */
    mlt_position told_edited;    /* after the frame that was counted last, 0 for none */
    mlt_position told_unchanged; /* the same for such frames */
};

struct shelf *shelf_new(void);
struct shelf *shelf_share(struct shelf *shelf);
void shelf_close(struct shelf *shelf);

/** The filter ends: its runs are abandoned. */
void shelf_end(struct shelf *shelf);

/** Takes over the settings; runs made for another edit are abandoned. */
void shelf_set(struct shelf *shelf, struct settings *settings);

struct settings *shelf_settings(struct shelf *shelf);

/** The live run over a position of this place, held for a frame, or NULL. @param clip NULL for any */
struct run *shelf_find(struct shelf *shelf,
                       const struct place *place,
                       mlt_position position,
                       void *clip);

/** Puts a new run on the shelf and lets old ones go that no frame holds. */
void shelf_put(struct shelf *shelf, struct run *run);

/** A frame lets go of its run. Private frames that no frame in flight can ask for any more are closed. */
void shelf_let_go(struct run *run);

/** Takes a run off the shelf so that its frames are collected anew. */
void shelf_drop(struct run *run);

/** Counts a preview's run that will be edited; only the latest few wait for their turn. With the lock held. */
void shelf_ask(struct run *run);

#endif
