package io.diffferv.bridge.mlt;

import java.util.Set;

/**
 * A checked project of which MLT is to say what it makes of it.
 *
 * @param xml the project itself
 * @param services that it uses, as {@code kind/name}
 */
record ProbeTask(String xml, Set<String> services) {}
