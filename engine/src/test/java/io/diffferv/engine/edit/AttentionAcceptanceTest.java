package io.diffferv.engine.edit;

import static io.diffferv.engine.edit.TinyModel.SOURCE;
import static io.diffferv.engine.edit.TinyModel.TIMESTEP;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.Measured;
import io.diffferv.engine.temporal.TemporalSettings.PathLayers;
import io.diffferv.engine.temporal.TemporalSettings.Placement;
import io.diffferv.engine.temporal.Trajectories;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.AttnProcessor;
import io.diffferv.engine.unet.FeatureGate;
import io.diffferv.engine.unet.TextContext;
import io.diffferv.engine.unet.UNetPass;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Acceptance tests I.1 to I.3 of method.md, of the attention between frames, on face-256 at tiny sizes. */
class AttentionAcceptanceTest {
    private static final double ROUNDING = 1e-4;

    private static TinyModel tiny;
    private TensorScope scope;

    @BeforeAll
    static void load() {
        tiny = TinyModel.load();
    }

    @AfterAll
    static void unload() {
        tiny.close();
    }

    @BeforeEach
    void openScope() {
        scope = new TensorScope();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    /** I.1 */
    @Test
    void aWindowOfOneFrameWithoutPathsIsPlainStableDiffusionBitForBit() {
        NDArray z = tiny.frames(3);
        NDArray plain = noise(z, AttnProcessor.PLAIN);

        NDArray windowed = noise(z, tiny.temporal(Placement.CENTRED, 1, PathLayers.OFF, 3, List.of()));

        assertThat(windowed.toFloatArray()).containsExactly(plain.toFloatArray());
    }

    @Test
    void aWindowOfThreeFramesIsNot() {
        NDArray z = tiny.frames(3);

        NDArray windowed = noise(z, tiny.temporal(Placement.CENTRED, 3, PathLayers.OFF, 3, List.of()));

        assertThat(Conformance.relativeError(windowed, noise(z, AttnProcessor.PLAIN)))
                .isGreaterThan(0.01);
    }

    /** I.2, in the whole network. */
    @Test
    void pathsOfOneTokenChangeNothing() {
        NDArray z = tiny.frames(3);
        NDArray without = noise(z, tiny.temporal(Placement.CENTRED, 3, PathLayers.OFF, 3, List.of()));

        NDArray with = noise(z, tiny.temporal(Placement.CENTRED, 3, PathLayers.ALL, 3, unlinked(3)));

        assertThat(with.toFloatArray()).containsExactly(without.toFloatArray());
    }

    /** I.2, in the operation that the network spares itself. */
    @Test
    void attentionAlongPathsOfOneTokenReturnsTheToken() {
        NDArray x = Conformance.seq(tiny.manager(), 0.3, 1, 6, 8);
        NDArray singles = tiny.manager().create(new long[] {0, 1, 2, 3, 4, 5}, new Shape(6, 1));

        NDArray attended = tiny.model().ops().frames().pathAttention(x, x, x, x, 1.0, List.of(singles), 2);

        assertThat(attended.sub(x).abs().max().getFloat()).isLessThan(1e-6f);
    }

    /** I.3 */
    @Test
    void identicalFramesEachGiveTheSingleImagesNoise() {
        NDArray one = tiny.frames(1);
        NDArray single = noise(one, AttnProcessor.PLAIN);
        NDArray all = NDArrays.concat(new NDList(one, one, one));

        double worst = 0;
        for (Placement placement : Placement.values()) {
            for (PathLayers layers : PathLayers.values()) {
                NDArray joint = noise(all, tiny.temporal(placement, 3, layers, 3, still(3)));

                for (int frame = 0; frame < 3; frame++) {
                    worst = Math.max(worst, Conformance.relativeError(joint.get(frame + ":" + (frame + 1)), single));
                }
            }
        }
        assertThat(Measured.log("I.3 identical frames", worst)).isLessThan(ROUNDING);
    }

    private static NDArray noise(NDArray z, AttnProcessor attn1) {
        int count = (int) z.getShape().get(0);
        try (TextContext prompt = tiny.context(SOURCE)) {
            return tiny.model()
                    .noise(z, TIMESTEP, prompt, new UNetPass(BatchSlices.of(1, count, count), attn1, FeatureGate.NONE));
        }
    }

    /** Every token ends. */
    private static List<BiFunction<Integer, Integer, Integer>> unlinked(int frames) {
        return Collections.nCopies(frames - 1, (tokens, token) -> Trajectories.NONE);
    }

    /** Every token stays where it is. */
    private static List<BiFunction<Integer, Integer, Integer>> still(int frames) {
        return Collections.nCopies(frames - 1, (tokens, token) -> token);
    }
}
