#include "dead_engine.h"
#include "engine.h"
#include "install.h"
#include "java_home.h"
#include "machine.h"

#include <framework/mlt.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * The Java virtual machine inside the host: started once, by a thread of its own, never ended. Whatever goes wrong is
 * kept as one sentence, for there is no second try in a process.
 */

#define HOST "io/diffferv/bridge/host/Host"
#define STACK ((size_t) 8 << 20)
#define PATIENCE 120 /* seconds; a loaded machine takes half of one */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static enum { COLD, STARTING, READY, FAILED } state;
static struct diffferv_failure reason;
static pthread_key_t attached;
static JavaVM *_Atomic vm;

static void say(int32_t level, const char *line)
{
    mlt_log(NULL, level, "DiffFERV: %s\n", line);
}

static struct diffferv_engine engine = {.abi = DIFFFERV_ABI, .log = say};

void engine_failed(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    pthread_mutex_lock(&lock);
    if (state != FAILED) {
        state = FAILED;
        reason.code = code;
        vsnprintf(reason.sentence, sizeof reason.sentence, format, arguments);
    }
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    va_end(arguments);
}

void engine_died(int32_t status)
{
    engine_failed(CODE_DEFECT,
                  "the engine has ended itself with status %d; restart the program.",
                  status);
    atomic_store(&vm, NULL);
    dead_engine(&engine, &reason);
}

/* libtorch's threads otherwise spin while they wait, and a busy machine becomes many times slower. Some 30 us of it are
   less than it takes to sleep and be woken. The environment is only safe to change while the host has few threads, which
   is when it loads its modules. */
__attribute__((constructor)) static void calm_openmp(void)
{
    setenv("OMP_WAIT_POLICY", "passive", 0);
    setenv("GOMP_SPINCOUNT", "2000", 0);
}

/* Says what Java threw, and forgets it. In the machine of a `guest` another part of the process has set the class path. */
static void fail_by_exception(JNIEnv *env, const char *class_name, const char *looked, int guest)
{
    jthrowable thrown = (*env)->ExceptionOccurred(env);
    (*env)->ExceptionClear(env);
    jmethodID describe = (*env)->GetMethodID(env,
                                             (*env)->FindClass(env, "java/lang/Object"),
                                             "toString",
                                             "()Ljava/lang/String;");
    jstring text = thrown && describe ? (*env)->CallObjectMethod(env, thrown, describe) : NULL;
    (*env)->ExceptionClear(env);
    const char *words = text ? (*env)->GetStringUTFChars(env, text, NULL) : NULL;
    if (words && strstr(words, "No space left on device")) {
        char cache[PATH_MAX];
        install_cache(cache);
        engine_failed(CODE_TRY_AGAIN,
                      "the disk of %.700s is full; make room and render again.",
                      cache);
        return;
    }
    int missing = words && strstr(words, "NoClassDefFoundError");
    if (missing && guest) {
        engine_failed(CODE_DEFECT,
                      "another part of this program has started Java without DiffFERV's jars "
                      "(%.200s); put those of %.500s on its class path, or render with a program "
                      "that does not start Java, such as melt.",
                      words,
                      looked);
        return;
    }
    engine_failed(words && strstr(words, "OutOfMemoryError") ? CODE_MEMORY : CODE_DEFECT,
                  "the engine does not start: %.500s%s%.300s; %s.",
                  words ? words : class_name,
                  missing ? "; its jars were looked for in " : "",
                  missing ? looked : "",
                  missing ? "install DiffFERV anew" : "run 'diffferv doctor'");
}

static int enter_host(JNIEnv *env, const char *looked, int guest)
{
    const char *given = getenv("DIFFFERV_HOST");
    char name[200];
    snprintf(name, sizeof name, "%s", given && *given ? given : HOST);
    for (char *dot; (dot = strchr(name, '.'));) {
        *dot = '/';
    }
    jclass host = (*env)->FindClass(env, name);
    jmethodID start = host ? (*env)->GetStaticMethodID(env, host, "start", "(J)V") : NULL;
    if (start) {
        (*env)->CallStaticVoidMethod(env, host, start, (jlong) (intptr_t) &engine);
    }
    if ((*env)->ExceptionCheck(env)) {
        fail_by_exception(env, name, looked, guest);
        return 0;
    }
    return 1;
}

/* A machine that has ended lets nobody go. */
static void detach(void *unused)
{
    (void) unused;
    JavaVM *machine = atomic_load(&vm);
    if (machine) {
        (*machine)->DetachCurrentThread(machine);
    }
}

/* Everything that Java needs, or the reason why there is no engine. */
static JNIEnv *create(void *library, const char *java, const char *class_path, const char *looked)
{
    char cache[PATH_MAX];
    install_cache(cache);
    const char *flaw = install_cache_flaw(cache);
    if (!library) {
        engine_failed(CODE_DEFECT,
                      "Java %d or newer is needed; looked for it in %.700s; install it with: "
                      "apt-get install openjdk-17-jre-headless",
                      OLDEST_JAVA,
                      java);
        return NULL;
    }
    if (!*class_path) {
        engine_failed(
            CODE_DEFECT,
            "the engine's jars are missing; looked for them in %.700s; install DiffFERV anew.",
            looked);
        return NULL;
    }
    if (flaw) {
        engine_failed(CODE_INPUT,
                      "the folder %.700s cannot be used (%s); set XDG_CACHE_HOME to one that can.",
                      cache,
                      flaw);
        return NULL;
    }
    JavaVM *machine = NULL;
    JNIEnv *env = machine_create(library, java, class_path, &machine);
    atomic_store(&vm, machine);
    return env;
}

static void *start(void *unused)
{
    (void) unused;
    char *java = NULL, *looked;
    char *class_path = install_class_path(&looked);
    JavaVM *machine = NULL;
    JNIEnv *env = machine_running(&machine);
    int guest = env != NULL;
    if (guest) {
        atomic_store(&vm, machine);
    } else {
        void *library = java_home_open(&java);
        env = create(library, java, class_path, looked);
    }
    if (env && !pthread_key_create(&attached, detach) && enter_host(env, looked, guest)) {
        pthread_mutex_lock(&lock);
        state = state == STARTING ? READY : state;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&lock);
    }
    if (env) {
        detach(NULL);
    }
    free(class_path);
    free(looked);
    free(java);
    return NULL;
}

static void begin_start(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    state = STARTING;
    if (pthread_create(&thread, &attributes, start, NULL)) {
        state = FAILED;
        reason.code = CODE_MEMORY;
        strcpy(reason.sentence, "there is no thread left for the engine; close other programs.");
    }
    pthread_attr_destroy(&attributes);
}

const struct diffferv_engine *diffferv_engine_start(struct diffferv_failure *failure)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += PATIENCE;
    pthread_mutex_lock(&lock);
    if (state == COLD) {
        begin_start();
    }
    while (state == STARTING && !pthread_cond_timedwait(&changed, &lock, &end)) {
    }
    if (state == STARTING) {
        state = FAILED;
        reason.code = CODE_DEFECT;
        snprintf(reason.sentence,
                 sizeof reason.sentence,
                 "the engine did not start within %d s; run 'diffferv doctor'.",
                 PATIENCE);
    }
    int ready = state == READY;
    if (!ready) {
        *failure = reason;
    }
    pthread_mutex_unlock(&lock);
    return ready ? &engine : NULL;
}

int diffferv_engine_lost(struct diffferv_failure *failure)
{
    pthread_mutex_lock(&lock);
    int lost = state == FAILED;
    if (lost) {
        *failure = reason;
    }
    pthread_mutex_unlock(&lock);
    return lost;
}

void diffferv_engine_attach(void)
{
    JavaVM *machine = atomic_load(&vm);
    JNIEnv *env;
    /* A thread that Java knows already is not ours to detach. */
    if (!machine || (*machine)->GetEnv(machine, (void **) &env, JNI_VERSION_10) == JNI_OK) {
        return;
    }
    JavaVMAttachArgs arguments = {.version = JNI_VERSION_10, .name = (char *) "MLT"};
    if ((*machine)->AttachCurrentThreadAsDaemon(machine, (void **) &env, &arguments) == JNI_OK) {
        pthread_setspecific(attached, machine);
    }
}
