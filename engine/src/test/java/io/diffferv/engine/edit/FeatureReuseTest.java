package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.diffferv.engine.unet.FeatureSharing;
import io.diffferv.engine.unet.InnerFeature;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeatureReuseTest {
    private static final List<Branch> THREE = List.of(Branch.SOURCE, Branch.NEGATIVE, Branch.POSITIVE);
    private static final List<Branch> TWO = List.of(Branch.NEGATIVE, Branch.POSITIVE);
    private static final FeatureSharing SHARED =
            new FeatureSharing(Set.of("up_blocks.1.resnets.0"), Set.of(), Set.of());

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager(Device.cpu());
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void everyThirdPassIsFull() {
        try (FeatureReuse reuse = new FeatureReuse(3)) {
            boolean[] full = new boolean[7];
            for (int i = 0; i < full.length; i++) {
                full[i] = isFull(reuse, THREE, SHARED);
            }

            assertThat(full).containsExactly(true, false, false, true, false, false, true);
        }
    }

    @Test
    void aPassOfOtherBranchesOrSharedFeaturesIsFullAndStartsTheCountAgain() {
        try (FeatureReuse reuse = new FeatureReuse(2)) {
            assertThat(isFull(reuse, THREE, SHARED)).isTrue();
            assertThat(isFull(reuse, THREE, FeatureSharing.NONE)).isTrue();
            assertThat(isFull(reuse, TWO, FeatureSharing.NONE)).isTrue();
            assertThat(isFull(reuse, TWO, FeatureSharing.NONE)).isFalse();
        }
    }

    @Test
    void nothingIsKeptWhereEveryPassIsFull() {
        try (FeatureReuse reuse = new FeatureReuse(1)) {
            assertThat(reuse.next(THREE, SHARED)).isNull();
        }
    }

    private boolean isFull(FeatureReuse reuse, List<Branch> branches, FeatureSharing sharing) {
        InnerFeature inner = reuse.next(branches, sharing);
        boolean[] computed = new boolean[1];
        try (NDArray feature = inner.keptOr(() -> {
            computed[0] = true;
            return manager.create(1f);
        })) {
            assertThat(feature.getFloat()).isEqualTo(1f);
        }
        return computed[0];
    }
}
