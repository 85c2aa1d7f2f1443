package io.diffferv.engine.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.diffferv.engine.Conformance;
import io.diffferv.engine.temporal.TemporalSettings.PathLayers;
import io.diffferv.engine.temporal.TemporalSettings.PathOrder;
import io.diffferv.engine.temporal.TemporalSettings.PathQuery;
import io.diffferv.engine.temporal.TemporalSettings.Placement;
import io.diffferv.engine.temporal.TemporalSettings.WindowLayers;
import io.diffferv.engine.tensor.BatchSlices;
import io.diffferv.engine.tensor.Ops;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.AttentionSite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Merged attention against its definition, written out number by number. */
class TemporalAttentionTest {
    private static final int WIDTH = 4;
    private static final int HEIGHT = 2;
    private static final int TOKENS = WIDTH * HEIGHT;
    private static final int CHANNELS = 3;
    private static final int BRANCHES = 2;
    private static final int FRAMES = 4;
    private static final int IMAGES = BRANCHES * FRAMES;

    /** Frames of each frame's centred window of 3, itself left out. */
    private static final int[][] OTHERS = {{1, 2}, {0, 2}, {1, 3}, {1, 2}};

    private static Ops ops;

    @BeforeAll
    static void open() {
        ops = new Ops(Device.cpu());
    }

    @AfterAll
    static void close() {
        ops.close();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "0, false", "1, false"})
    void aFrameSeesItselfInFullAndTheOthersAtHalfTheResolutionWhereItIsFinest(int level, boolean whole) {
        TemporalSettings settings = new TemporalSettings(
                Placement.CENTRED,
                3,
                WindowLayers.ALL,
                PathLayers.OFF,
                PathQuery.DENSE,
                PathOrder.SERIES,
                true,
                true,
                0);
        AttentionSite site = new AttentionSite(0, "down_blocks." + level + ".attentions.0", level);
        try (TensorScope scope = new TensorScope();
                TemporalAttention attention = new TemporalAttention(settings, FRAMES, WIDTH, MotionPaths.NONE)) {
            NDArray q = Conformance.seq(ops.manager(), 0.7, IMAGES, TOKENS, CHANNELS);
            NDArray k = Conformance.seq(ops.manager(), 1.3, IMAGES, TOKENS, CHANNELS);
            NDArray v = Conformance.seq(ops.manager(), 2.9, IMAGES, TOKENS, CHANNELS);

            NDArray attended =
                    attention.attend(ops, site, 1, q, k, v, BatchSlices.of(BRANCHES, FRAMES, whole ? IMAGES : 3));

            float[] found = attended.toFloatArray();
            double[][] keys = rows(k);
            double[][] values = rows(v);
            double[][] queries = rows(q);
            for (int row = 0; row < IMAGES * TOKENS; row++) {
                int image = row / TOKENS;
                double[] expected = level == 0
                        ? attend(queries[row], seen(keys, image), seen(values, image))
                        : attend(queries[row], unmerged(keys, image), unmerged(values, image));
                for (int c = 0; c < CHANNELS; c++) {
                    assertThat((double) found[row * CHANNELS + c]).isCloseTo(expected[c], within(1e-5));
                }
            }
        }
    }

    private static double[][] rows(NDArray x) {
        float[] values = x.toFloatArray();
        double[][] rows = new double[IMAGES * TOKENS][CHANNELS];
        for (int i = 0; i < values.length; i++) {
            rows[i / CHANNELS][i % CHANNELS] = values[i];
        }
        return rows;
    }

    /** The image's tokens, then two tokens of each other image: its left half's mean and its right half's. */
    private static double[][] seen(double[][] rows, int image) {
        double[][] seen = new double[TOKENS + 4][];
        System.arraycopy(rows, image * TOKENS, seen, 0, TOKENS);
        for (int i = 0; i < 4; i++) {
            int first = other(image, i / 2) * TOKENS + 2 * (i % 2);
            seen[TOKENS + i] = new double[CHANNELS];
            for (int c = 0; c < CHANNELS; c++) {
                seen[TOKENS + i][c] =
                        (rows[first][c] + rows[first + 1][c] + rows[first + WIDTH][c] + rows[first + WIDTH + 1][c]) / 4;
            }
        }
        return seen;
    }

    private static double[][] unmerged(double[][] rows, int image) {
        double[][] seen = new double[3 * TOKENS][];
        System.arraycopy(rows, image * TOKENS, seen, 0, TOKENS);
        System.arraycopy(rows, other(image, 0) * TOKENS, seen, TOKENS, TOKENS);
        System.arraycopy(rows, other(image, 1) * TOKENS, seen, 2 * TOKENS, TOKENS);
        return seen;
    }

    private static int other(int image, int i) {
        return image / FRAMES * FRAMES + OTHERS[image % FRAMES][i];
    }

    /** softmax(q kᵀ / √d) v for one query. */
    private static double[] attend(double[] q, double[][] k, double[][] v) {
        double[] sum = new double[CHANNELS];
        double weights = 0;
        for (int i = 0; i < k.length; i++) {
            double weight = Math.exp((q[0] * k[i][0] + q[1] * k[i][1] + q[2] * k[i][2]) / Math.sqrt(CHANNELS));
            weights += weight;
            for (int c = 0; c < CHANNELS; c++) {
                sum[c] += weight * v[i][c];
            }
        }
        return new double[] {sum[0] / weights, sum[1] / weights, sum[2] / weights};
    }
}
