package io.diffferv.engine.video;

/** How far a coded picture must be turned clockwise to stand upright, as a file's display matrix says. */
public enum Rotation {
    NONE(0),
    CLOCKWISE(90),
    HALF(180),
    COUNTERCLOCKWISE(270);

    private final int degrees;

    Rotation(int degrees) {
        this.degrees = degrees;
    }

    /** Clockwise degrees: 0, 90, 180 or 270. */
    public int degrees() {
        return degrees;
    }

    public boolean swapsSides() {
        return this == CLOCKWISE || this == COUNTERCLOCKWISE;
    }

    /** The quarter turn nearest to any angle in clockwise degrees. */
    static Rotation nearest(double degrees) {
        return values()[Math.floorMod(Math.round(degrees / 90), 4)];
    }

    /** Index, in an upright picture, of the sample at (0, y) of a coded picture of the given size. */
    int rowStart(int y, int width, int height) {
        return switch (this) {
            case NONE -> y * width;
            case CLOCKWISE -> height - 1 - y;
            case HALF -> (height - 1 - y) * width + width - 1;
            case COUNTERCLOCKWISE -> (width - 1) * height + y;
        };
    }

    /** Distance, in an upright picture, between horizontal neighbours of a coded picture of the given size. */
    int step(int height) {
        return switch (this) {
            case NONE -> 1;
            case CLOCKWISE -> height;
            case HALF -> -1;
            case COUNTERCLOCKWISE -> -height;
        };
    }
}
