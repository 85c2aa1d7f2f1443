/*
 * The filter in an editor: frames are asked for in any order while a display is there. Usage: host_test CASE; the
 * environment is that of common.sh, with the fake engine.
 */
#include "check.h"
#include "editor.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Asks as a paused monitor does, for its buffer of frames, at each refresh until nothing changes any more. */
static void settle(mlt_position from)
{
    double end = seconds() + 40;
    int marked = 0;
    while (marked < 26 && seconds() < end) {
        int seen = refreshes;
        marked = 0;
        for (int i = 0; i < 26; i++) {
            marked += show(from + i).marked;
        }
        for (int i = 0; marked < 26 && i < 50 && refreshes == seen; i++) {
            usleep(100000);
        }
        CHECK(marked == 26 || refreshes > seen);
    }
    usleep(400000);
    int seen = refreshes;
    for (int i = 0; i < 26; i++) {
        show(from + i);
    }
    usleep(400000);
    CHECK(refreshes == seen);
}

static void check_edited(mlt_position from, int white)
{
    for (int i = 0; i < 26; i++) {
        struct code code = show(from + i);
        CHECK(code.number == from + i && code.marked);
        CHECK(white == 0 || (code.white > white - 8 && code.white < white + 8));
    }
}

static void preview(void)
{
    open_editor("sdl_oracle");
    double begin = seconds();
    CHECK(!show(30).marked && show(31).number == 31);
    settle(30);
    check_edited(30, 235);
    CHECK(refreshes >= 1 && refreshes <= 1 + 4 * (seconds() - begin));
    /* Another prompt is another edit; strength and results are not. */
    set("prompt", "a photo of \"x\"; y = 'z'");
    CHECK(!show(30).marked);
    settle(30);
    check_edited(30, 235);
    set("strength", "0.5");
    set("results", "some");
    CHECK(show(30).marked);
    set("strength", "0");
    CHECK(!show(30).marked);
    close_editor();
}

/* Frames are shown as soon as they are ready, while the engine is still at work on the rest of their run. */
static void early(void)
{
    open_editor("sdl_oracle");
    for (int i = 0; i < 100 && !show(32).marked; i++) {
        usleep(100000);
    }
    CHECK(show(33).marked && refreshes >= 1);
    /* The run ends when the last of the three is shown. */
    CHECK(!show(35).marked);
    CHECK(show(34).marked);
    for (int i = 0; i < 100 && !show(35).marked; i++) {
        usleep(100000);
    }
    CHECK(show(35).marked);
    close_editor();
}

/* Why nothing is edited is shown once, wherever the engine fails, and the monitor asks no more. */
static void fail(void)
{
    open_editor("sdl_oracle");
    show(30);
    for (int i = 0; i < 30 && !refreshes; i++) {
        usleep(100000);
    }
    CHECK(refreshes >= 1);
    show(30);
    usleep(400000);
    int seen = refreshes;
    show(30);
    usleep(600000);
    CHECK(refreshes == seen);
    close_editor();
}

/* As Kdenlive treats what is typed into a form. */
static void texts(void)
{
    static const char *const PROMPT = "5=x; a \"y\" = 'z'";
    open_editor("sdl_oracle");
    mlt_properties properties = MLT_FILTER_PROPERTIES(effect);
    set("prompt", PROMPT);
    mlt_properties_anim_get_int(properties, "prompt", 0, -1);
    CHECK(strcmp(mlt_properties_get(properties, "prompt"), PROMPT));
    set("seed", "3");
    show(30);
    usleep(500000);
    mlt_consumer_close(mlt_factory_consumer(profile, "xml", NULL));
    CHECK(!strcmp(mlt_properties_get(properties, "prompt"), PROMPT));
    close_editor();
}

/* An effect below is changed, another monitor resolution chosen. */
static void changes(void)
{
    open_editor("sdl_oracle");
    mlt_filter dim = mlt_factory_filter(profile, "brightness", NULL);
    mlt_properties_set(MLT_FILTER_PROPERTIES(dim), "level", "1");
    mlt_service_attach(MLT_PRODUCER_SERVICE(clip), dim);
    mlt_service_move_filter(MLT_PRODUCER_SERVICE(clip),
                            mlt_service_filter_count(MLT_PRODUCER_SERVICE(clip)) - 1,
                            0);
    settle(30);
    check_edited(30, 235);
    mlt_properties_set(MLT_FILTER_PROPERTIES(dim), "level", "0.5");
    CHECK(!show(40).marked);
    settle(30);
    check_edited(30, 108);
    CHECK(!show_sized(40, 160, 90).marked);
    sleep(1);
    show_sized(40, 160, 90);
    sleep(2);
    CHECK(show_sized(40, 160, 90).marked);
    mlt_filter_close(dim);
    close_editor();
}

static void shuttle(void)
{
    static const double speeds[] = {1, -1, 2, -2, 8, -8, 0};
    open_editor("sdl_oracle");
    srand(1);
    for (int i = 0; i < 400; i++) {
        mlt_position position = rand() % LENGTH;
        mlt_producer_set_speed(clip, speeds[rand() % 7]);
        CHECK(show(position).number == position);
        CHECK(show(i % 2 ? 0 : LENGTH - 1).number == (i % 2 ? 0 : LENGTH - 1));
    }
    close_editor();
}

/* A player of sources shows what lies outside of a clip's in and out, too; an editor may let it run past its out. */
static void outside(void)
{
    open_editor("sdl_oracle");
    mlt_producer_set_in_and_out(clip, 20, 59);
    mlt_properties_set_int(MLT_PRODUCER_PROPERTIES(clip), "ignore_points", 1);
    settle(50);
    check_edited(50, 235);
    CHECK(show(5).number == 5 && show(119).number == 119);
    mlt_properties_set_int(MLT_PRODUCER_PROPERTIES(clip), "ignore_points", 0);
    mlt_properties_set(MLT_PRODUCER_PROPERTIES(clip), "eof", "continue");
    CHECK(show(0).number == 20);
    CHECK(show(45).number == 65);
    settle(30);
    CHECK(show(45).marked);
    close_editor();
}

/* A zone that is played again and again. */
static void loop(void)
{
    open_editor("sdl_oracle");
    settle(30);
    int edited = refreshes;
    for (int i = 0; i < 100; i++) {
        struct code code = show(40 + i % 10);
        CHECK(code.number == 40 + i % 10 && code.marked);
    }
    usleep(400000);
    CHECK(refreshes == edited);
    close_editor();
}

static int references(void)
{
    return mlt_properties_ref_count(MLT_PRODUCER_PROPERTIES(clip));
}

/* Frames that were taken but never looked at must not keep their clip alive. */
static void references_return(void)
{
    open_editor("sdl_oracle");
    int before = references();
    for (int i = 0; i < LENGTH; i++) {
        mlt_frame frame = NULL;
        mlt_producer_seek(clip, i);
        mlt_service_get_frame(MLT_PRODUCER_SERVICE(clip), &frame, 0);
        mlt_frame_close(frame);
    }
    CHECK(references() == before);
    settle(30);
    CHECK(references() == before);
    close_editor();
}

/* The clip goes, and then the process, while a run is decoded or edited. */
static void leave_early(void)
{
    open_editor("sdl_oracle");
    show(30);
    usleep(100000);
    set("prompt", "another");
    show(60);
    double begin = seconds();
    close_editor();
    check_time(begin, 2);
}

/* A host that closes MLT and opens it again. */
static void again(void)
{
    for (int i = 0; i < 3; i++) {
        refreshes = 0;
        open_editor("sdl_oracle");
        show(60);
        settle(30);
        check_edited(30, 235);
        show(90);
        close_editor();
    }
}

static void toggle(void)
{
    open_editor("sdl_oracle");
    for (int i = 0; i < 100; i++) {
        set("disable", i % 2 ? "0" : "1");
        set("prompt", i % 3 ? "one" : "two");
        show(i);
    }
    close_editor();
}

int main(int count, char **arguments)
{
    static const struct
    {
        const char *name;
        void (*run)(void);
    } CASES[] = {{"preview", preview},
                 {"early", early},
                 {"fail", fail},
                 {"texts", texts},
                 {"changes", changes},
                 {"shuttle", shuttle},
                 {"outside", outside},
                 {"loop", loop},
                 {"references", references_return},
                 {"leave", leave_early},
                 {"again", again},
                 {"toggle", toggle}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        if (count > 1 && !strcmp(arguments[1], CASES[i].name)) {
            CASES[i].run();
            return 0;
        }
    }
    return 2;
}
