#include "java_home.h"

#include "install.h"

#include <dlfcn.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIBRARY "lib/server/libjvm.so"

/* The feature release by the file `release` that every JDK and jlink image has; 0 where it does not say. */
static int release_of(const char *home)
{
    char path[PATH_MAX];
    char line[256];
    int release = 0;
    snprintf(path, sizeof path, "%.3000s/release", home);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        sscanf(line, "JAVA_VERSION=\"%d", &release);
    }
    if (file) {
        fclose(file);
    }
    return release;
}

static void *open_home(const char *home, FILE *looked)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.3000s/" LIBRARY, home);
    int release = release_of(home);
    fprintf(looked, "%s%s", ftell(looked) ? ", " : "", home);
    if (release && release < OLDEST_JAVA) {
        /* Up to Java 8 the first number is 1. */
        fprintf(looked, " (Java %d)", release == 1 ? 8 : release);
        return NULL;
    }
    if (access(path, F_OK)) {
        fprintf(looked, " (no " LIBRARY ")");
        return NULL;
    }
    void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!library) {
        fprintf(looked, " (%s)", dlerror());
    }
    return library;
}

static void *open_any(FILE *looked)
{
    const char *own = getenv("DIFFFERV_JAVA_HOME");
    if (own && *own) {
        return open_home(own, looked);
    }
    char runtime[PATH_MAX];
    install_runtime(runtime);
    const char *usual = getenv("JAVA_HOME");
    void *library = usual && *usual ? open_home(usual, looked) : NULL;
    if (!library && !access(runtime, F_OK)) {
        library = open_home(runtime, looked);
    }
    glob_t homes;
    if (!library && !glob("/usr/lib/jvm/*/lib/server", 0, NULL, &homes)) {
        for (size_t i = 0; !library && i < homes.gl_pathc; i++) {
            *strstr(homes.gl_pathv[i], "/lib/server") = 0;
            library = open_home(homes.gl_pathv[i], looked);
        }
        globfree(&homes);
    }
    return library;
}

void *java_home_open(char **looked)
{
    size_t size;
    FILE *out = open_memstream(looked, &size);
    void *library = open_any(out);
    if (!library && !ftell(out)) {
        fprintf(out, "JAVA_HOME and /usr/lib/jvm, which hold none");
    }
    fclose(out);
    return library;
}
