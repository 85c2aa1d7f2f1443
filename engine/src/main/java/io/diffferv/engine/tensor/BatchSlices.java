package io.diffferv.engine.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * How many images of a batch go through a layer at once. A batch holds {@code branches · frames} images, branch by
 * branch; a slice that is not the whole batch stays inside one branch.
 *
 * @param slices in order, covering the batch
 */
public record BatchSlices(int branches, int frames, List<Slice> slices) {
    /** Images {@code [from, to)}, which belong to the branches {@code [firstBranch, firstBranch + branches)}. */
    public record Slice(int from, int to, int firstBranch, int branches) {
        public int size() {
            return to - from;
        }
    }

    /** @param most images at once, at least 1 */
    public static BatchSlices of(int branches, int frames, int most) {
        if (branches < 1 || frames < 1 || most < 1) {
            throw new IllegalArgumentException("branches " + branches + ", frames " + frames + ", most " + most);
        }
        List<Slice> slices = new ArrayList<>();
        if (most >= branches * frames) {
            slices.add(new Slice(0, branches * frames, 0, branches));
        } else {
            // Even ones: a small rest takes nearly as long as a full slice.
            int parts = share(frames, most);
            for (int branch = 0; branch < branches; branch++) {
                int first = branch * frames;
                for (int part = 0; part < parts; part++) {
                    int from = first + share(part * frames, parts);
                    slices.add(new Slice(from, first + share((part + 1) * frames, parts), branch, 1));
                }
            }
        }
        return new BatchSlices(branches, frames, List.copyOf(slices));
    }

    /** A quotient, rounded up. */
    private static int share(int of, int among) {
        return (of + among - 1) / among;
    }

    public boolean whole() {
        return slices.size() == 1;
    }

    /** The same split of {@code branches} other branches. */
    public BatchSlices withBranches(int otherBranches) {
        int most = slices.stream().mapToInt(Slice::size).max().orElseThrow();
        return whole() && otherBranches <= branches
                ? of(otherBranches, frames, otherBranches * frames)
                : of(otherBranches, frames, most);
    }

    /** The same split, but no slice with more than one branch. */
    public BatchSlices withinBranches() {
        return whole() && branches > 1 ? of(branches, frames, frames) : this;
    }

    /** The part of a whole batch's {@code x} that {@code slice} stands for. */
    public NDArray cut(NDArray x, Slice slice) {
        return whole() ? x : x.get(slice.from() + ":" + slice.to());
    }

    /**
     * Applies {@code layer} slice by slice.
     *
     * @param x {@code [branches · frames, ...]}
     * @return the results one after the other, owned by the innermost open scope
     */
    public NDArray map(NDArray x, BiFunction<NDArray, Slice, NDArray> layer) {
        try (TensorScope scope = new TensorScope()) {
            if (whole()) {
                return scope.keep(layer.apply(x, slices.get(0)));
            }
            NDList parts = new NDList();
            for (Slice slice : slices) {
                try (TensorScope part = new TensorScope()) {
                    parts.add(part.keep(layer.apply(cut(x, slice), slice)));
                }
            }
            return scope.keep(NDArrays.concat(parts));
        }
    }
}
