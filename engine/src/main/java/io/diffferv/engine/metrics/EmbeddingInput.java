package io.diffferv.engine.metrics;

/** How an identity network wants its colours; a network does not say, its authors do. */
public enum EmbeddingInput {
    /** Minus (0.485, 0.456, 0.406), divided by (0.229, 0.224, 0.225): MobileFaceNet by foamliu. */
    IMAGENET(new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f}),
    /** From [0, 1] to [-1, 1]: the ArcFace family. */
    SYMMETRIC(new float[] {0.5f, 0.5f, 0.5f}, new float[] {0.5f, 0.5f, 0.5f});

    private final float[] mean;
    private final float[] deviation;

    EmbeddingInput(float[] mean, float[] deviation) {
        this.mean = mean;
        this.deviation = deviation;
    }

    /** Normalises planar RGB in [0, 1], in place. */
    void normalise(float[] rgb) {
        int pixels = rgb.length / mean.length;
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (rgb[i] - mean[i / pixels]) / deviation[i / pixels];
        }
    }
}
