#ifndef DIFFFERV_EDITOR_H
#define DIFFFERV_EDITOR_H

#include "code.h"

#include <framework/mlt.h>

/* An editor as the filter sees one: a clip with the effect, and, where its name is given, a consumer that is a display. */

enum { LENGTH = 120, WIDTH = 320, HEIGHT = 180 };

extern mlt_profile profile;
extern mlt_producer clip;
extern mlt_filter effect;
/** How often the display was told to show its frame again. */
extern int refreshes;

void open_editor(const char *consumer);
void close_editor(void);

/** A property of the effect. */
void set(const char *name, const char *value);

/** What the frame shows at this position; ends the test where it takes as long as an edit. */
struct code show_sized(mlt_position position, int width, int height);
struct code show(mlt_position position);

double seconds(void);

/** Ends the test where so many seconds have passed; not under valgrind, which says so with HOST_IS_SLOW. */
void check_time(double begin, double most);

#endif
