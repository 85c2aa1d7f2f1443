package io.diffferv.engine.flow.gmflow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Which tokens of a feature map see each other: an order of all tokens in which every group of mutually visible ones is
 * contiguous. Arrays belong to the tensor scope that is open when the layout is made.
 *
 * @param order {@code [tokens]} int64, row-major token index at each place
 * @param inverse {@code [tokens]} int64, place of each token
 * @param groups sizes of the groups, in order
 */
record WindowLayout(NDArray order, NDArray inverse, List<Integer> groups) {
    /** The four windows of half the map's height and width. */
    static WindowLayout plain(NDManager manager, int height, int width) {
        return of(manager, height, width, 0, 0, List.of(0, height / 2, height), List.of(0, width / 2, width));
    }

    /**
     * The windows after a cyclic shift by half a window, with Swin's mask. The mask parts a window along the seam of the
     * shift; as it leaves nothing of a weight (e to the -100), the parts are groups of their own and no mask is needed.
     */
    static WindowLayout shifted(NDManager manager, int height, int width) {
        int down = height / 2 / 2;
        int right = width / 2 / 2;
        return of(
                manager,
                height,
                width,
                down,
                right,
                List.of(0, height / 2, height - down, height),
                List.of(0, width / 2, width - right, width));
    }

    /** Groups are the cells between the cuts, of the map rolled up and left by (down, right). */
    private static WindowLayout of(
            NDManager manager,
            int height,
            int width,
            int down,
            int right,
            List<Integer> rowCuts,
            List<Integer> columnCuts) {
        long[] order = new long[height * width];
        long[] inverse = new long[height * width];
        List<Integer> groups = new ArrayList<>();
        int place = 0;
        for (int i = 1; i < rowCuts.size(); i++) {
            for (int j = 1; j < columnCuts.size(); j++) {
                int first = place;
                for (int row = rowCuts.get(i - 1); row < rowCuts.get(i); row++) {
                    for (int column = columnCuts.get(j - 1); column < columnCuts.get(j); column++) {
                        int token = (row + down) % height * width + (column + right) % width;
                        order[place] = token;
                        inverse[token] = place++;
                    }
                }
                groups.add(place - first);
            }
        }
        groups.removeIf(size -> size == 0);
        return new WindowLayout(manager.create(order), manager.create(inverse), List.copyOf(groups));
    }
}
