#include "report.h"

#include <framework/mlt.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

void report_sentence(const char *sentence)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static char last[1024];
    pthread_mutex_lock(&lock);
    int known = !strncmp(last, sentence, sizeof last - 1);
    if (!known) {
        snprintf(last, sizeof last, "%s", sentence);
    }
    pthread_mutex_unlock(&lock);
    if (!known) {
        mlt_log(NULL, MLT_LOG_ERROR, "DiffFERV: %s\n", sentence);
    }
}
