package io.diffferv.engine.flow;

/**
 * Where every pixel of one frame lies in another: pixel (column, row) moves to (column + x, row + y).
 *
 * @param width columns
 * @param height rows
 * @param x horizontal displacement in pixels, row-major {@code [height, width]}; owned by the field, not copied
 * @param y vertical displacement in pixels, as {@code x}
 */
@SuppressWarnings("ArrayRecordComponent") // flow is bulk data: compared by tests only, never used as a key
public record FlowField(int width, int height, float[] x, float[] y) {
    public FlowField {
        if (width < 1 || height < 1 || x.length != width * height || y.length != width * height) {
            throw new IllegalArgumentException("A flow of %d x %d pixels cannot have %d and %d displacements."
                    .formatted(width, height, x.length, y.length));
        }
    }

    /** Number of pixels. */
    public int pixels() {
        return x.length;
    }

    /** Refuses a field of another size: two fields are combined pixel by pixel. */
    void requireSameSize(FlowField other) {
        if (width != other.width || height != other.height) {
            throw new IllegalArgumentException("Flow fields of %d x %d and %d x %d pixels cannot be combined."
                    .formatted(width, height, other.width, other.height));
        }
    }
}
