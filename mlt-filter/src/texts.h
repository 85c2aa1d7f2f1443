#ifndef DIFFFERV_TEXTS_H
#define DIFFFERV_TEXTS_H

#include "shelf.h"

/*
 * Kdenlive 22.12 has MLT parse every value that is typed into a form as keyframes; MLT then takes "5=x" in a prompt for
 * one, and writes and reads the prompt as it would keyframes. The filter knows the texts as they were set.
 */

/** Whether a property that has no keyframes was parsed as if it had. */
int texts_are_parsed(mlt_properties properties, const char *name);

/** From now on the filter's texts are put right before a project is written. */
void texts_enter(mlt_properties filter, struct shelf *shelf);

/** The filter ends. */
void texts_leave(struct shelf *shelf);

/** Sets the parsed texts of all filters again, in the thread of the editor that writes its project next. */
void texts_put_right(void);

#endif
