#ifndef DIFFFERV_CONSUMERS_H
#define DIFFFERV_CONSUMERS_H

#include "settings.h"

/** Learns about every consumer that this process makes; once, when the module is registered. */
void consumers_watch(void);

/**
 * Has the files of every consumer that writes say that they are AI edits, from now on and as far as they were not begun.
 * A comment that the user gave stays, and the log says so.
 */
void consumers_label(void);

/** Whether frames are shown to somebody rather than written, so that nobody must wait for an edit. */
int consumers_preview(enum mode mode);

/** Whether a project file is being written, as Kdenlive's jobs do with the results. */
int consumers_write_project(void);

/** Makes the consumers that show frames ask for them again. */
void consumers_refresh(void);

/** Ends a render as failed. @param frame that failed, for a consumer that is not known */
void consumers_abort(mlt_frame frame);

/** Notices that a consumer is at work, or was until a moment ago: it has asked for the frame. */
void consumers_serve(mlt_frame frame);

/** Whether the consumers that wrote were stopped, so that their edits have no more use; not where there were none. */
int consumers_left(void);

#endif
