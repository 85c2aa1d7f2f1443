package io.diffferv.engine.video;

/**
 * Bilinear weights between luma positions and chroma samples along one axis. Upsampling reads two chroma samples per
 * luma position; downsampling is its transpose, normalised, so that both agree on where chroma samples sit.
 */
final class ChromaAxis {
    private final int[] lower;
    private final int[] upper;
    private final float[] weight;
    private final float[] total;

    /**
     * @param size luma samples along the axis
     * @param shift log2 of luma samples per chroma sample
     * @param centred whether a chroma sample sits amid its luma samples, or else on the first of them
     */
    ChromaAxis(int size, int shift, boolean centred) {
        int factor = 1 << shift;
        int chroma = -(-size >> shift);
        float offset = centred ? (factor - 1) / 2f : 0;
        lower = new int[size];
        upper = new int[size];
        weight = new float[size];
        total = new float[chroma];
        for (int i = 0; i < size; i++) {
            float position = Math.max(0, Math.min(chroma - 1, (i - offset) / factor));
            lower[i] = (int) position;
            upper[i] = Math.min(chroma - 1, lower[i] + 1);
            weight[i] = position - lower[i];
            total[lower[i]] += 1 - weight[i];
            total[upper[i]] += weight[i];
        }
    }

    int chromaSize() {
        return total.length;
    }

    int lower(int i) {
        return lower[i];
    }

    int upper(int i) {
        return upper[i];
    }

    /** Share of the upper chroma sample at luma position i, already divided by all that this chroma sample receives. */
    float downUpper(int i) {
        return weight[i] / total[upper[i]];
    }

    float downLower(int i) {
        return (1 - weight[i]) / total[lower[i]];
    }

    /** Share of the upper chroma sample in the value at luma position i. */
    float weight(int i) {
        return weight[i];
    }
}
