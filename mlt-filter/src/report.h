#ifndef DIFFFERV_REPORT_H
#define DIFFFERV_REPORT_H

/** Writes an error into MLT's log; the same sentence again only after another one. */
void report_sentence(const char *sentence);

#endif
