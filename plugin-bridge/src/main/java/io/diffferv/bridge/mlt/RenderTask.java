package io.diffferv.bridge.mlt;

import java.util.Map;
import java.util.Set;

/**
 * A checked project, to be written to one file.
 *
 * @param xml the project itself: nothing that is checked is read a second time
 * @param services that it uses, as {@code kind/name}
 * @param target the file to write
 * @param consumer properties of MLT's avformat consumer
 * @param first frame of the timeline, from 0
 * @param last frame of the timeline, {@link #END} for the project's own
 */
public record RenderTask(
        String xml, Set<String> services, String target, Map<String, String> consumer, int first, int last) {
    /** The whole timeline. */
    public static final int END = -1;
}
