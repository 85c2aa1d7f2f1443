#ifndef DIFFFERV_MACHINE_H
#define DIFFFERV_MACHINE_H

#include <jni.h>

/* What the engine's failures have as codes, of the README's list of exit statuses. */
enum { CODE_DEFECT = 1, CODE_REQUEST = 2, CODE_INPUT = 3, CODE_MEMORY = 5, CODE_TRY_AGAIN = 75 };

/** Keeps the reason why there is no engine; the first one stays. */
__attribute__((format(printf, 2, 3))) void engine_failed(int code, const char *format, ...);

/** Keeps calls from a machine that has ended; those under way do not return. */
void engine_died(int status);

/** The calling thread's environment in the machine that this process has; NULL where it has none. */
JNIEnv *machine_running(JavaVM **machine);

/**
 * Starts the Java virtual machine.
 *
 * @param library libjvm, loaded from `path`
 * @return the calling thread's environment; NULL after a failure
 */
JNIEnv *machine_create(void *library, const char *path, const char *class_path, JavaVM **machine);

#endif
