package io.diffferv.engine.edit;

/**
 * What was computed, in floating-point operations: a multiplication with its addition counts as two (method.md J.5).
 *
 * @param evaluations images that went through the U-Net
 * @param unet operations of the U-Net
 * @param vae operations of the autoencoder
 * @param flow operations of the motion estimator; 0 for one that is no network
 */
public record Work(long evaluations, double unet, double vae, double flow) {
    public static final Work NONE = new Work(0, 0, 0, 0);

    public Work plus(Work other) {
        return new Work(evaluations + other.evaluations, unet + other.unet, vae + other.vae, flow + other.flow);
    }

    public Work minus(Work other) {
        return new Work(evaluations - other.evaluations, unet - other.unet, vae - other.vae, flow - other.flow);
    }

    public double total() {
        return unet + vae + flow;
    }
}
