#ifndef DIFFFERV_CHECK_H
#define DIFFFERV_CHECK_H

#include <stdio.h>
#include <unistd.h>

/** Ends the test where it stands: threads of the filter may still run. */
#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            _exit(1); \
        } \
    } while (0)

#endif
