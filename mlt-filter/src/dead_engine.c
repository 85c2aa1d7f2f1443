#include "dead_engine.h"

static const struct diffferv_failure *cause;

static int64_t refuse(struct diffferv_failure *failure)
{
    *failure = *cause;
    return 0;
}

static int64_t dead_open(const struct diffferv_run *run, struct diffferv_failure *failure)
{
    (void) run;
    return refuse(failure);
}

static int32_t dead_frame(int64_t run, const void *pixels, struct diffferv_failure *failure)
{
    (void) run;
    (void) pixels;
    return (int32_t) refuse(failure);
}

static int32_t dead_edit(int64_t run,
                         diffferv_listener listener,
                         void *context,
                         struct diffferv_failure *failure)
{
    (void) run;
    (void) listener;
    (void) context;
    return (int32_t) refuse(failure);
}

static int32_t dead_compose(int64_t run,
                            int64_t before,
                            int64_t after,
                            int32_t index,
                            double strength,
                            void *pixels,
                            struct diffferv_failure *failure)
{
    (void) run;
    (void) before;
    (void) after;
    (void) index;
    (void) strength;
    (void) pixels;
    return (int32_t) refuse(failure);
}

static void dead_close(int64_t run)
{
    (void) run;
}

static void dead_stop(void) {}

void dead_engine(struct diffferv_engine *engine, const struct diffferv_failure *why)
{
    cause = why;
    engine->open = dead_open;
    engine->frame = dead_frame;
    engine->edit = dead_edit;
    engine->compose = dead_compose;
    engine->close = dead_close;
    engine->stop = dead_stop;
}
