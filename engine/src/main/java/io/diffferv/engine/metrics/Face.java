package io.diffferv.engine.metrics;

import java.util.List;

/**
 * A detected face, in pixels of its frame; parts of it may lie outside.
 *
 * @param x left edge
 * @param y upper edge
 * @param landmarks the eye, nose tip and mouth corners as they appear in the picture: left eye, right eye, nose, left
 *     corner, right corner
 * @param confidence in [0, 1]
 */
public record Face(float x, float y, float width, float height, List<Landmark> landmarks, float confidence) {
    /** Landmarks that every face has here. */
    static final int LANDMARKS = 5;

    public Face {
        landmarks = List.copyOf(landmarks);
        if (landmarks.size() != LANDMARKS) {
            throw new IllegalArgumentException("A face has 5 landmarks, not %d.".formatted(landmarks.size()));
        }
    }

    /** A position in pixels of the frame. */
    public record Landmark(float x, float y) {}

    float area() {
        return width * height;
    }

    /** Whether any of the box lies in a frame of this size; false when a number is none. */
    boolean overlaps(int frameWidth, int frameHeight) {
        return width > 0 && height > 0 && x < frameWidth && y < frameHeight && x + width > 0 && y + height > 0;
    }

    /** Whether a pixel lies in the box enlarged on each side by a share of its width or height. */
    boolean covers(int column, int row, float margin) {
        return column >= x - margin * width
                && column <= x + (1 + margin) * width
                && row >= y - margin * height
                && row <= y + (1 + margin) * height;
    }
}
