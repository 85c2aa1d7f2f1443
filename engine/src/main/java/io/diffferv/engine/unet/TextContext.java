package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.List;

/**
 * The keys and values that every cross-attention layer draws from the prompts of a batch: the prompts do not change
 * from step to step, so they are projected once. Whoever asked {@link UNet2DConditionModel#context} for it owns it.
 *
 * @param layers in execution order
 */
public record TextContext(List<Layer> layers) implements AutoCloseable {
    /** {@code [branches, 77, channels]} each. */
    record Layer(NDArray keys, NDArray values) {}

    Layer layer(int index) {
        return layers.get(index);
    }

    /** Takes the tensors out of every open scope of this thread: from here on only {@link #close} frees them. */
    public TextContext detached() {
        for (Layer layer : layers) {
            NDScope.unregister(layer.keys(), layer.values());
        }
        return this;
    }

    @Override
    public void close() {
        for (Layer layer : layers) {
            layer.keys().close();
            layer.values().close();
        }
    }
}
