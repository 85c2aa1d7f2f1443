#ifndef DIFFFERV_INSTALL_H
#define DIFFFERV_INSTALL_H

#include <limits.h>

/* Where the parts of this installation lie, found from the module's own place. */

/** The Java class path, to be freed; empty when there are no jars. `looked` lists the folders that were tried. */
char *install_class_path(char **looked);

/** The folder with the models, empty where there is none. */
void install_share(char share[PATH_MAX]);

/** The Java that came along, whether it is there or not. */
void install_runtime(char home[PATH_MAX]);

/** The user's cache folder, as the command line has it too. */
void install_cache(char cache[PATH_MAX]);

/**
 * Makes the cache folder, from which Java loads what it has unpacked there.
 *
 * @return what is wrong with it, NULL where nothing is
 */
const char *install_cache_flaw(const char *cache);

#endif
