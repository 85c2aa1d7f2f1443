#ifndef DIFFFERV_PLACE_H
#define DIFFFERV_PLACE_H

#include <framework/mlt.h>

/**
 * Where the filter hangs, and how to take other frames there. Only for the time of the filter's process(): then MLT
 * holds the lock of the host, and its position may be moved as long as it is put back.
 */
struct place
{
    mlt_filter filter;
    mlt_service host;      /* gives the frames */
    mlt_producer playhead; /* whose position decides which */
    int planted;           /* between a tractor and its tracks, instead of attached to the host */
    int index;             /* track that a planted filter is for */
    mlt_position first;    /* number in the source of the frame at position 0 */
    mlt_position length;
    mlt_position delta; /* number that a frame bears, less its position in the host */
};

/** @return 0 where the host is nothing that has frames to seek in */
int place_find(struct place *place, mlt_filter filter);

/** Counts what lies behind the host's out as part of it, for one that was let run past it. */
void place_pass_out(struct place *place);

struct playhead
{
    mlt_position position;
    double speed;
};

struct playhead place_leave(const struct place *place);
void place_return(const struct place *place, struct playhead before);

/** Sets `delta` by looking at a frame; between place_leave() and place_return(). */
void place_measure(struct place *place);

enum fetch { FETCH_DONE, FETCH_BORDER, FETCH_MISPLACED };

/**
 * The frame at a position of the host, with the effects before this filter, as the filter would get it; between
 * place_leave() and place_return(). The caller closes the frame.
 *
 * @param clip the clip it must be of, else FETCH_BORDER
 */
enum fetch place_fetch(const struct place *place,
                       mlt_position position,
                       mlt_producer clip,
                       mlt_frame *frame);

/** Whether the host is a part of a file, and ends before it. */
int place_is_cut_short(const struct place *place);

/** Whether decoding moves a clip of the bin, which does not know its parts and so cannot keep them from reading it. */
int place_is_unsteady(const struct place *place);

/**
 * The part of a clip that decoding a frame from here moves, as MLT's freeze does without asking who else reads it: its
 * lock, which whoever reads it holds, must be held to decode. NULL where nothing is moved.
 *
 * @param clip what the frames say they are of
 */
mlt_service place_moved(const struct place *place, mlt_producer clip);

/**
 * Whether what moves the clip took a frame while another reader had moved it on; then it takes one anew when next asked.
 */
int place_mistook(const struct place *place, mlt_producer clip);

#endif
