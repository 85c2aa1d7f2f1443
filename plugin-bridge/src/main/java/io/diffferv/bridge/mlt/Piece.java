package io.diffferv.bridge.mlt;

import java.nio.file.Path;

/**
 * A file of {@link ProjectRender#pictures}.
 *
 * @param frames in it
 * @param edited of them
 * @param unchanged frames that effects let pass as they were told
 */
public record Piece(Path file, long frames, long edited, long unchanged) {}
