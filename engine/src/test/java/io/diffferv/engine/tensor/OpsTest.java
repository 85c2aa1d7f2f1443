package io.diffferv.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpsTest {
    private static Ops ops;
    private static NDManager manager;
    private TensorScope scope;

    @BeforeAll
    static void load() {
        ops = new Ops(Device.cpu());
        manager = ops.manager();
    }

    @AfterAll
    static void unload() {
        ops.close();
    }

    @BeforeEach
    void openScope() {
        scope = new TensorScope();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    @Test
    void attentionIsSoftmaxOfScaledProductsTimesValues() {
        NDArray q = random(2, 5, 8);
        NDArray k = random(2, 7, 8);
        NDArray v = random(2, 7, 8);

        NDArray expected = heads(q, 2)
                .matMul(heads(k, 2).transpose(0, 1, 3, 2))
                .div(Math.sqrt(4))
                .softmax(-1)
                .matMul(heads(v, 2))
                .transpose(0, 2, 1, 3)
                .reshape(2, 5, 8);

        assertClose(ops.attention(q, k, v, 2), expected, 1e-5f);
    }

    @Test
    void causalAttentionOfTheFirstTokenSeesOnlyItself() {
        NDArray v = random(1, 4, 8);

        NDArray attended = ops.causalAttention(random(1, 4, 8), random(1, 4, 8), v, 2);

        assertClose(attended.get(":, 0"), v.get(":, 0"), 1e-6f);
    }

    @Test
    void groupNormSiluIsSiluOfGroupNorm() {
        NDArray x = random(2, 6, 3, 3);
        NDArray weight = random(6);
        NDArray bias = random(6);

        NDArray norm = ops.maps().groupNorm(x, weight, bias, 3, 1e-5);

        assertClose(ops.maps().groupNormSilu(x, weight, bias, 3, 1e-5), ops.silu(norm), 1e-6f);
        NDArray first = x.get("0, 0:2").flatten();
        NDArray centred = first.sub(first.mean())
                .div(first.sub(first.mean()).square().mean().add(1e-5).sqrt());
        assertClose(
                norm.get("0, 0").flatten(),
                centred.get("0:9").mul(weight.getFloat(0)).add(bias.getFloat(0)),
                1e-5f);
    }

    @Test
    void windowSetsTheTokensOfImagesSideBySide() {
        NDArray x = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(3, 2, 1));
        NDArray images = manager.create(new long[] {0, 1, 1, 2}, new Shape(2, 2));

        assertThat(ops.frames().window(x, images).toFloatArray()).containsExactly(1, 2, 3, 4, 3, 4, 5, 6);
    }

    @Test
    void pathAttentionMixesTokensOfAPathOnly() {
        NDArray x = random(1, 6, 4);
        NDArray pair = manager.create(new long[] {0, 3}, new Shape(1, 2));
        NDArray singles = manager.create(new long[] {1, 2, 4, 5}, new Shape(4, 1));

        NDArray out = ops.frames().pathAttention(x, x, x, x, 1.0, List.of(singles, pair), 2);

        NDArray path = x.get(":, {}", manager.create(new long[] {0, 3}));
        NDArray mixed = ops.attention(path, path, path, 2);
        assertClose(out.get(":, 0"), mixed.get(":, 0"), 1e-6f);
        assertClose(out.get(":, 3"), mixed.get(":, 1"), 1e-6f);
        assertClose(out.get(":, 1:3"), x.get(":, 1:3"), 0);
    }

    @Test
    void aScopeFreesWhatItDoesNotKeep() {
        NDArray kept;
        NDArray dropped;
        try (TensorScope inner = new TensorScope()) {
            dropped = ops.silu(random(3));
            kept = inner.keep(ops.relu(dropped));
        }

        assertThat(kept.isReleased()).isFalse();
        assertThat(dropped.isReleased()).isTrue();
    }

    private static NDArray random(long... shape) {
        return manager.randomNormal(0, 1, new Shape(shape), DataType.FLOAT32);
    }

    private static NDArray heads(NDArray x, int heads) {
        return x.reshape(x.getShape().get(0), x.getShape().get(1), heads, -1).transpose(0, 2, 1, 3);
    }

    private static void assertClose(NDArray actual, NDArray expected, float tolerance) {
        assertThat(actual.getShape()).isEqualTo(expected.getShape());
        assertThat(actual.sub(expected).abs().max().getFloat()).isCloseTo(0, within(tolerance));
    }
}
