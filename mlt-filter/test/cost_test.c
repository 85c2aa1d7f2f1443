/*
 * What the filter costs, with an engine that does nothing. Usage: cost_test CASE FRAMES; the environment is that of
 * common.sh, with the fake engine.
 */
#include "check.h"
#include "editor.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* In ms from frame to frame, and MB of memory from 1000 frames to the next. */
static const double MOST_ADDED = 2, MOST_GROWTH = 0.2;

static void open_clip(const char *consumer, int length)
{
    char name[32];
    snprintf(name, sizeof name, "oracle:%d", length);
    open_editor(consumer);
    mlt_producer_close(clip);
    CHECK((clip = mlt_factory_producer(profile, NULL, name)));
    mlt_service_attach(MLT_PRODUCER_SERVICE(clip), effect);
}

static int by_size(const void *one, const void *other)
{
    double a = *(const double *) one, b = *(const double *) other;
    return (a > b) - (a < b);
}

struct pace
{
    double median; /* ms from frame to frame */
    double mean;
    double processor; /* of all threads */
};

static double processor(void)
{
    return 1e3 * clock() / CLOCKS_PER_SEC;
}

/* A render at full size, after ten frames. */
static struct pace pace(const char *strength, int frames)
{
    double *times = calloc((size_t) frames, sizeof *times);
    set("strength", strength);
    for (int i = 0; i < 10; i++) {
        show_sized(i, 1920, 1080);
    }
    double begin = seconds(), worked = processor(), last = begin;
    for (int i = 0; i < frames; i++) {
        show_sized(i + 10, 1920, 1080);
        double now = seconds();
        times[i] = 1e3 * (now - last);
        last = now;
    }
    qsort(times, (size_t) frames, sizeof *times, by_size);
    struct pace pace = {times[frames / 2],
                        1e3 * (last - begin) / frames,
                        (processor() - worked) / frames};
    free(times);
    return pace;
}

/* Handing frames over, beyond a render without the filter. */
static void hand_over(int frames)
{
    open_clip(NULL, frames + 10);
    struct pace past = pace("0", frames);
    struct pace through = pace("1", frames);
    printf("measured: a frame of 1920x1080 rgba takes, past the filter and through it, median %.2f "
           "and %.2f ms, "
           "mean %.2f and %.2f ms, mean of all threads' processor time %.2f and %.2f ms\n",
           past.median,
           through.median,
           past.mean,
           through.mean,
           past.processor,
           through.processor);
    CHECK(through.median - past.median <= MOST_ADDED
          && through.processor - past.processor <= MOST_ADDED);
    close_editor();
}

/* In MB. */
static double resident(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file && fscanf(file, "%*s %ld", &pages) == 1);
    fclose(file);
    return 1e-6 * (double) pages * (double) sysconf(_SC_PAGESIZE);
}

/* Whether memory stays as it is after a third of the frames. */
static void soak(const char *consumer, int frames, mlt_position (*next)(int))
{
    open_clip(consumer, frames);
    for (int i = 0; i < frames / 3; i++) {
        show(next(i));
    }
    double before = resident();
    for (int i = frames / 3; i < frames; i++) {
        show(next(i));
    }
    double after = resident(), growth = (after - before) / (frames - frames / 3) * 1000;
    printf("measured: %s, %d frames: %.1f MB after a third of them, %.1f MB in the end: %.3f MB "
           "for 1000 "
           "frames\n",
           consumer ? "scrubbing" : "a render",
           frames,
           before,
           after,
           growth);
    CHECK(growth <= MOST_GROWTH);
    close_editor();
}

static mlt_position in_order(int i)
{
    return i;
}

/* Jumps, and a few frames played from there. */
static mlt_position anywhere(int i)
{
    static mlt_position start;
    start = i % 8 ? start : rand() % LENGTH;
    return start + i % 8;
}

static void render(int frames)
{
    soak(NULL, frames, in_order);
}

static void scrub(int frames)
{
    soak("sdl_oracle", frames, anywhere);
}

int main(int count, char **arguments)
{
    static const struct
    {
        const char *name;
        void (*run)(int);
    } CASES[] = {{"hand_over", hand_over}, {"render", render}, {"scrub", scrub}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        if (count > 2 && !strcmp(arguments[1], CASES[i].name)) {
            CASES[i].run(atoi(arguments[2]));
            return 0;
        }
    }
    return 2;
}
