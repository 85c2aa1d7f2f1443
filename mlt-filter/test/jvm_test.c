/*
 * The engine's start through jvm.c, with the simulated engine of the bridge's tests behind it, which inverts colours.
 * Usage: jvm_test SENTENCE [JARS]; unless it is empty, the start must fail and say it. With JARS, "none" or "ours", the
 * process has a Java virtual machine already, with those on its class path. Exit status 77 skips: the bridge is not built.
 */
#include "../src/engine.h"
#include "../src/install.h"
#include "../src/java_home.h"
#include "check.h"

#include <dlfcn.h>
#include <jni.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    WIDTH = 16,
    HEIGHT = 8,
    PIXELS = 4 * WIDTH * HEIGHT,
    THREADS = 8,
    ROUNDS = 200,
    MOST_GARBAGE = 512
};

static const struct diffferv_engine *engine;

static int64_t open_run(const char *prompt, struct diffferv_failure *failure)
{
    const char *settings[] = {"prompt", prompt, "mode", "render", NULL};
    struct diffferv_run run = {settings, WIDTH, HEIGHT, 8, 1, 2, 1, 0};
    return engine->open(&run, failure);
}

static int32_t listen(void *context, int32_t ready, double done, double seconds)
{
    (void) seconds;
    int32_t *last = context;
    CHECK(ready >= *last && done >= 0 && done <= 1);
    *last = ready;
    return 0;
}

/* One run from beginning to end on a thread of its own. */
static void *edit_once(void *unused)
{
    (void) unused;
    struct diffferv_failure failure;
    uint8_t pixels[PIXELS];
    CHECK((engine = diffferv_engine_start(&failure)));
    diffferv_engine_attach();
    diffferv_engine_attach();
    int64_t run = open_run("a photo", &failure);
    CHECK(run && !failure.code);
    for (int i = 0; i < 4; i++) {
        memset(pixels, i, sizeof pixels);
        CHECK(engine->frame(run, pixels, &failure));
    }
    int32_t ready = 0;
    CHECK(engine->edit(run, listen, &ready, &failure) && ready == 2);
    for (int i = 0; i < ROUNDS; i++) {
        memset(pixels, i, sizeof pixels);
        CHECK(engine->compose(run, 0, 0, i % 2, 1, pixels, &failure));
        CHECK(pixels[0] == (uint8_t) ~i && pixels[3] == (uint8_t) i);
    }
    engine->close(run);
    return NULL;
}

static void check_threads(void)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        CHECK(!pthread_create(&threads[i], NULL, edit_once, NULL));
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK(!pthread_join(threads[i], NULL));
    }
}

static void *attach_only(void *unused)
{
    (void) unused;
    diffferv_engine_attach();
    struct diffferv_failure failure;
    CHECK(open_run("refuse", &failure) == 0);
    return NULL;
}

/* Hosts have threads with small stacks, and start and end many. */
static void check_short_lives(void)
{
    pthread_attr_t small;
    pthread_attr_init(&small);
    CHECK(!pthread_attr_setstacksize(&small, 256 << 10));
    for (int i = 0; i < ROUNDS; i++) {
        pthread_t thread;
        CHECK(!pthread_create(&thread, &small, attach_only, NULL));
        CHECK(!pthread_join(thread, NULL));
    }
    pthread_attr_destroy(&small);
}

static void check_failures(void)
{
    static const struct
    {
        const char *prompt;
        int code;
        const char *sentence;
    } CASES[] = {{"refuse", 4, "größe"},
                 {"heap", 5, "heap is full"},
                 {"stack", 1, "StackOverflowError"},
                 {"defect", 1, "broken on purpose"},
                 {"link", 1, "libnothing.so"}};
    uint8_t pixels[PIXELS] = {0};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct diffferv_failure failure;
        int32_t ready = 0;
        int64_t run = open_run(CASES[i].prompt, &failure);
        CHECK(!run || !engine->frame(run, pixels, &failure)
              || !engine->edit(run, listen, &ready, &failure));
        CHECK(failure.code == CASES[i].code && strstr(failure.sentence, CASES[i].sentence));
    }
}

/* Bytes that this thread has allocated in Java, and threads that Java knows. */
static void figures(int64_t run, int64_t *allocated, int64_t *threads)
{
    struct diffferv_failure failure;
    int64_t pixels[PIXELS / sizeof(int64_t)];
    CHECK(engine->compose(run, 0, 0, 0, 1, pixels, &failure));
    *allocated = pixels[0];
    *threads = pixels[1];
}

static void check_figures(void)
{
    static uint8_t pixels[PIXELS];
    struct diffferv_failure failure;
    int64_t run = open_run("figures", &failure), identity = open_run("identity", &failure);
    int64_t begin, end, none, before, after;
    figures(run, &begin, &before);
    figures(run, &begin, &before);
    figures(run, &end, &before);
    int64_t own = end - begin;
    for (int i = 0; i < ROUNDS; i++) {
        CHECK(engine->compose(identity, 0, 0, 0, 1, pixels, &failure));
    }
    figures(run, &none, &before);
    int64_t garbage = (none - end - own) / ROUNDS;
    check_short_lives();
    figures(run, &none, &after);
    printf("measured: %lld bytes of garbage for a composed frame; %lld Java threads, %lld after %d "
           "short-lived ones\n",
           (long long) garbage,
           (long long) before,
           (long long) after,
           ROUNDS);
    CHECK(garbage >= 0 && garbage <= MOST_GARBAGE);
    CHECK(after <= before + 1);
}

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e3 * now.tv_sec + 1e-6 * now.tv_nsec;
}

static void tell_cost(void)
{
    static uint8_t pixels[PIXELS];
    struct diffferv_failure failure;
    int64_t run = open_run("identity", &failure);
    for (int i = 0; i < 20000; i++) {
        CHECK(engine->compose(run, 0, 0, 0, 1, pixels, &failure));
    }
    double begin = milliseconds();
    for (int i = 0; i < 20000; i++) {
        CHECK(engine->compose(run, 0, 0, 0, 1, pixels, &failure));
    }
    printf("measured: a composed frame costs %.2f us besides the engine's work\n",
           (milliseconds() - begin) / 20);
}

/* As a host that is written in Java, or another module. */
static void start_other(int with_jars)
{
    char *java, *looked, *jars = install_class_path(&looked), *class_path;
    void *library = java_home_open(&java);
    CHECK(library && asprintf(&class_path, "-Djava.class.path=%s", with_jars ? jars : "") > 0);
    jint (*create)(JavaVM **, void **, void *) = dlsym(library, "JNI_CreateJavaVM");
    JavaVMOption options[] = {{.optionString = class_path}};
    JavaVMInitArgs arguments = {.version = JNI_VERSION_10, .nOptions = 1, .options = options};
    JavaVM *machine;
    void *env;
    CHECK(create(&machine, &env, &arguments) == JNI_OK);
    free(class_path);
    free(java);
    free(looked);
    free(jars);
}

int main(int count, char **arguments)
{
    struct diffferv_failure failure = {0};
    if (count > 2) {
        start_other(!strcmp(arguments[2], "ours"));
    }
    double begin = milliseconds();
    if (count > 1 && *arguments[1]) {
        for (int i = 0; i < 2; i++) {
            CHECK(!diffferv_engine_start(&failure));
            printf("%d: %s\n", failure.code, failure.sentence);
            CHECK(failure.code && strstr(failure.sentence, arguments[1]));
        }
        return 0;
    }
    if (!diffferv_engine_start(&failure) && strstr(failure.sentence, "NoClassDefFoundError")) {
        printf("build plugin-bridge first: %s\n", failure.sentence);
        return 77;
    }
    check_threads();
    printf("measured: start and %d runs took %.0f ms\n", THREADS, milliseconds() - begin);
    diffferv_engine_attach();
    check_figures();
    check_failures();
    tell_cost();
    engine->stop();
    return 0;
}
