package io.diffferv.engine.edit;

import io.diffferv.engine.unet.FeatureSharing;
import io.diffferv.engine.unet.InnerFeature;
import java.util.List;

/**
 * Decides which of a chunk's passes through the U-Net compute its inner levels: every n-th, and each that has other
 * branches than the last or shares other features, since what is kept would not fit it.
 */
final class FeatureReuse implements AutoCloseable {
    private final int every;
    private final InnerFeature inner = new InnerFeature();
    private List<Branch> branches = List.of();
    private FeatureSharing sharing = FeatureSharing.NONE;
    private int passes;

    /** @param every n; 1 computes all levels in every pass */
    FeatureReuse(int every) {
        this.every = every;
    }

    /** @return what the next pass may be spared, null where nothing is reused */
    InnerFeature next(List<Branch> nextBranches, FeatureSharing nextSharing) {
        if (every == 1) {
            return null;
        }
        if (passes % every == 0 || !branches.equals(nextBranches) || !sharing.equals(nextSharing)) {
            inner.forget();
            branches = List.copyOf(nextBranches);
            sharing = nextSharing;
            passes = 0;
        }
        passes++;
        return inner;
    }

    @Override
    public void close() {
        inner.close();
    }
}
