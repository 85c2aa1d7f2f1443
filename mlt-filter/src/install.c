#include "install.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <framework/mlt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define BRIDGE "diffferv-plugin-bridge-"

/* Relative to the module: a package of the system, a folder of the user's that holds everything, a checkout. */
static const char *const JARS[] = {"../../diffferv", ".", "../../../plugin-bridge/target"};
static const char *const SHARES[]
    = {"../../../share/diffferv", "share", "../../share/diffferv", "../../../packaging"};

static void below_module(char path[PATH_MAX], const char *relative)
{
    Dl_info info;
    char module[PATH_MAX];
    path[0] = 0;
    /* Links to modules are how MLT is extended without root; the rest lies beside the file itself. */
    if (dladdr((void *) &install_share, &info) && realpath(info.dli_fname, module)) {
        *strrchr(module, '/') = 0;
        snprintf(path, PATH_MAX, "%.2000s/%s", module, relative);
    }
}

static int is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int is_jar(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 && !strcmp(entry->d_name + length - 4, ".jar");
}

static int is_bridge(const struct dirent *entry)
{
    return is_jar(entry) && !strncmp(entry->d_name, BRIDGE, strlen(BRIDGE));
}

/* Appends a folder's jars to a class path and returns their number. */
static int add_jars(FILE *path, const char *folder, int (*chosen)(const struct dirent *))
{
    struct dirent **entries;
    int count = scandir(folder, &entries, chosen, alphasort);
    for (int i = 0; i < count; i++) {
        fprintf(path, "%s/%s:", folder, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    return count;
}

/* Jars lie in one folder, but for a checkout, where the others lie in lib beside ours. */
static int add_installation(FILE *path, FILE *looked, const char *folder)
{
    char lib[PATH_MAX];
    snprintf(lib, sizeof lib, "%.3000s/lib", folder);
    fprintf(looked, "%s%s", ftell(looked) ? ", " : "", folder);
    if (add_jars(path, folder, is_bridge) <= 0) {
        return 0;
    }
    add_jars(path, is_folder(lib) ? lib : folder, is_jar);
    return 1;
}

/* A list of folders and jars as the java command takes it: an entry that ends in a star means all jars there. */
static void add_list(FILE *path, const char *list)
{
    char *copy = strdup(list);
    char *rest = copy;
    for (char *entry; (entry = strsep(&rest, ":"));) {
        size_t length = strlen(entry);
        if (length > 2 && !strcmp(entry + length - 2, "/*")) {
            entry[length - 2] = 0;
            add_jars(path, entry, is_jar);
        } else if (length) {
            fprintf(path, "%s:", entry);
        }
    }
    free(copy);
}

char *install_class_path(char **looked)
{
    char *path = NULL;
    size_t path_size, looked_size;
    FILE *out = open_memstream(&path, &path_size);
    FILE *tried = open_memstream(looked, &looked_size);
    const char *given = getenv("DIFFFERV_CLASSPATH");
    if (given) {
        fprintf(tried, "DIFFFERV_CLASSPATH=%s", given);
        add_list(out, given);
    } else {
        char folder[PATH_MAX];
        const char *data = mlt_environment("MLT_DATA");
        snprintf(folder, sizeof folder, "%.3000s/diffferv", data ? data : ".");
        int found = data && add_installation(out, tried, folder);
        for (size_t i = 0; !found && i < sizeof JARS / sizeof *JARS; i++) {
            below_module(folder, JARS[i]);
            found = add_installation(out, tried, folder);
        }
    }
    fclose(out);
    fclose(tried);
    return path;
}

void install_share(char share[PATH_MAX])
{
    for (size_t i = 0; i < sizeof SHARES / sizeof *SHARES; i++) {
        char models[PATH_MAX];
        below_module(share, SHARES[i]);
        snprintf(models, sizeof models, "%.3000s/models", share);
        if (is_folder(models)) {
            return;
        }
    }
    share[0] = 0;
}

void install_runtime(char home[PATH_MAX])
{
    below_module(home, JARS[0]);
    strncat(home, "/runtime", PATH_MAX - strlen(home) - 1);
    if (!is_folder(home)) {
        below_module(home, "runtime");
    }
}

void install_cache(char cache[PATH_MAX])
{
    const char *caches = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    if (caches && *caches == '/') {
        snprintf(cache, PATH_MAX, "%.3000s/diffferv", caches);
        return;
    }
    if (!home || *home != '/') {
        const struct passwd *user = getpwuid(getuid());
        home = user ? user->pw_dir : "/tmp";
    }
    snprintf(cache, PATH_MAX, "%.3000s/.cache/diffferv", home);
}

const char *install_cache_flaw(const char *cache)
{
    char path[PATH_MAX];
    struct statvfs disk;
    int refusal = 0;
    snprintf(path, sizeof path, "%s/", cache);
    for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
        *slash = 0;
        if (mkdir(path, 0777) && errno != EEXIST && !refusal) {
            refusal = errno;
        }
        *slash = '/';
    }
    if (access(cache, W_OK)) {
        return strerror(refusal ? refusal : errno);
    }
    return !statvfs(cache, &disk) && (disk.f_flag & ST_NOEXEC) ? "its disk is mounted noexec"
                                                               : NULL;
}
