package io.diffferv.engine.vae;

import ai.djl.ndarray.NDArray;

/** The way between pixels and the latents that the U-Net works on. */
public interface Autoencoder {
    /**
     * @param frames {@code [frames, 3, height, width]}, −1 to 1, sides divisible by 8
     * @param most frames at once
     * @return scaled latents {@code [frames, 4, height / 8, width / 8]}, fp32, owned by the innermost open scope
     */
    NDArray latents(NDArray frames, int most);

    /**
     * @param latents scaled, as {@link #latents} returns them
     * @param most frames at once
     * @return pixels, roughly −1 to 1, fp32, owned by the innermost open scope
     */
    NDArray pixels(NDArray latents, int most);

    /** Floating-point operations to encode one picture of this size in pixels. */
    double encodingFlops(int width, int height);

    /** As {@link #encodingFlops}, to decode one. */
    double decodingFlops(int width, int height);
}
