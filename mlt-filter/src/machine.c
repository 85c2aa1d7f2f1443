#include "machine.h"

#include "install.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_OPTIONS 64

typedef jint(JNICALL *create_vm)(JavaVM **, void **, void *);
typedef jint(JNICALL *created_vms)(JavaVM **, jsize, jsize *);

/* What the virtual machine prints while it starts: the reason when it does not. */
static char said[400];
static atomic_int listening;

static const char *overheard(void)
{
    for (size_t length = strlen(said); length && said[length - 1] == ' ';) {
        said[--length] = 0;
    }
    return said;
}

/* A machine that cannot start, and System.exit(), would end the host. The thread that asks for it stays here instead:
   it may hold any of the machine's locks, and unwinding it is not safe. */
static void JNICALL refuse_exit(jint status)
{
    if (atomic_exchange(&listening, 0)) {
        engine_failed(
            CODE_MEMORY,
            "the Java virtual machine does not start: %s; correct the memory and the options in "
            "DIFFFERV_JAVA_OPTIONS, JAVA_TOOL_OPTIONS and _JAVA_OPTIONS.",
            overheard());
    }
    engine_died(status);
    for (;;) {
        pause();
    }
}

static void JNICALL refuse_abort(void)
{
    refuse_exit(-1);
}

static jint JNICALL overhear(FILE *to, const char *format, va_list arguments)
{
    if (!atomic_load(&listening)) {
        return vfprintf(to, format, arguments);
    }
    size_t length = strlen(said);
    int written = vsnprintf(said + length, sizeof said - length, format, arguments);
    for (char *end; (end = strchr(said, '\n'));) {
        *end = ' ';
    }
    return written;
}

static void add_option(JavaVMInitArgs *options, const char *format, const char *value)
{
    char *text;
    if (options->nOptions < MOST_OPTIONS && asprintf(&text, format, value) >= 0) {
        options->options[options->nOptions++].optionString = text;
    }
}

static void add_hook(JavaVMInitArgs *options, const char *name, void *hook)
{
    if (options->nOptions < MOST_OPTIONS) {
        options->options[options->nOptions].extraInfo = hook;
        add_option(options, "%s", name);
    }
}

/* At most a quarter of the memory, the container's where there is one: Java takes no more than it comes to need, which
   are 4 GB beside a GPU at 1280x704. On a small machine half of that is better than too little. */
static const char *heap(void)
{
    long long memory = (long long) sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
    return memory < 8LL << 30 ? "-Xmx2g" : "-XX:MaxRAMPercentage=25";
}

/* The same machine that packaging/diffferv starts, made to fit into somebody else's process. */
static void add_options(JavaVMInitArgs *options, const char *class_path)
{
    char cache[PATH_MAX], share[PATH_MAX];
    install_cache(cache);
    install_share(share);
    add_hook(options, "exit", refuse_exit);
    add_hook(options, "abort", refuse_abort);
    add_hook(options, "vfprintf", overhear);
    add_option(options, "-Djava.class.path=%s", class_path);
    if (*share) {
        add_option(options, "-Ddiffferv.share=%s", share);
    }
    add_option(options, "-DDJL_CACHE_DIR=%s/native", cache);
    add_option(options, "-Dorg.bytedeco.javacpp.cachedir=%s/native/javacpp", cache);
    add_option(options, "-Djna.tmpdir=%s/native/jna", cache);
    add_option(options, "-XX:ErrorFile=%s/log/hs_err_%%p.log", cache);
    add_option(options, "%s", heap());
    static const char *const FIXED[]
        = {"-Xrs", /* signals are the host's */
           "-XX:+UseSerialGC",
           "-XX:-CreateCoredumpOnCrash",
           "--enable-native-access=ALL-UNNAMED",
           "-Djava.awt.headless=true",
           "-Djna.nosys=true",
           "-DOPT_OUT_TRACKING=true",
           "-Dai.djl.offline=true",
           /* Tensors lie outside the heap; JavaCPP takes them for a leak of its own. */
           "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"};
    for (size_t i = 0; i < sizeof FIXED / sizeof *FIXED; i++) {
        add_option(options, "%s", FIXED[i]);
    }
    const char *given = getenv("DIFFFERV_JAVA_OPTIONS");
    char *words = strdup(given ? given : "");
    char *rest = words;
    for (char *word; (word = strsep(&rest, " \t\n"));) {
        if (*word) {
            add_option(options, "%s", word);
        }
    }
    free(words);
}

JNIEnv *machine_running(JavaVM **machine)
{
    /* By its name: a host written in Java has loaded one from anywhere. */
    void *library = dlopen("libjvm.so", RTLD_NOW | RTLD_NOLOAD);
    created_vms count = library ? (created_vms) dlsym(library, "JNI_GetCreatedJavaVMs") : NULL;
    JNIEnv *env = NULL;
    jsize running = 0;
    if (count && count(machine, 1, &running) == JNI_OK && running) {
        (**machine)->AttachCurrentThreadAsDaemon(*machine, (void **) &env, NULL);
    }
    return env;
}

JNIEnv *machine_create(void *library, const char *path, const char *class_path, JavaVM **machine)
{
    create_vm begin = (create_vm) dlsym(library, "JNI_CreateJavaVM");
    if (!begin) {
        engine_failed(CODE_DEFECT, "%s is no Java virtual machine; correct JAVA_HOME.", path);
        return NULL;
    }
    JNIEnv *env = NULL;
    JavaVMOption list[MOST_OPTIONS] = {0};
    JavaVMInitArgs options = {.version = JNI_VERSION_10, .options = list};
    add_options(&options, class_path);
    atomic_store(&listening, 1);
    jint result = begin(machine, (void **) &env, &options);
    atomic_store(&listening, 0);
    for (int i = 0; i < options.nOptions; i++) {
        free(list[i].optionString);
    }
    if (result != JNI_OK) {
        engine_failed(CODE_REQUEST,
                      "the Java virtual machine does not start (%d): %s; correct the options in "
                      "DIFFFERV_JAVA_OPTIONS, JAVA_TOOL_OPTIONS and _JAVA_OPTIONS.",
                      result,
                      overheard());
        return NULL;
    }
    return env;
}
