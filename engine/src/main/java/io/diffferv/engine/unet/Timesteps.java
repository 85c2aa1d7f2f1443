package io.diffferv.engine.unet;

/** The sinusoidal code of a timestep (method.md J.1). */
final class Timesteps {
    private static final float LOG_MAX_PERIOD = (float) Math.log(10000);

    private Timesteps() {}

    /** @return {@code channels} values: cosines of t · ω_k, then sines, ω_k = 10000^(−k / half) */
    static float[] code(double t, int channels) {
        int half = channels / 2;
        float[] code = new float[channels];
        for (int k = 0; k < half; k++) {
            // Single precision as in the reference: networks were trained on its rounding, which t magnifies.
            float frequency = (float) Math.exp(-LOG_MAX_PERIOD * k / half);
            float angle = (float) t * frequency;
            code[k] = (float) Math.cos(angle);
            code[half + k] = (float) Math.sin(angle);
        }
        return code;
    }
}
