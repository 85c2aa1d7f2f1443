package io.diffferv.engine.video;

/** A difference that is added to a picture row by row, so that it never stands in memory as a whole. */
@FunctionalInterface
public interface RowDelta {
    /**
     * @param y row of the coded picture; rows come in order
     * @param own the picture's own colours, for those who need them
     * @param delta to be filled: {@code [3, width]} in units of the [0, 1] range
     * @return whether anything is to be added to the row; else {@code delta} may hold anything
     */
    boolean fill(int y, RgbRows own, float[][] delta);
}
