#ifndef DIFFFERV_JAVA_HOME_H
#define DIFFFERV_JAVA_HOME_H

/** Oldest Java that the jars run on. */
#define OLDEST_JAVA 17

/**
 * Loads the library of the first Java that will do: DIFFFERV_JAVA_HOME alone if that is set, else JAVA_HOME, the one
 * that came along, and those of the system.
 *
 * @param looked to be freed: the library's path, or, when there is none, everything that was tried and why it will not do
 * @return for dlsym(), NULL when there is none
 */
void *java_home_open(char **looked);

#endif
