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

    /** What each chroma sample receives, sample by sample: positions from {@code firstTap[c]} on, and their shares. */
    private final int[] firstTap;

    private final int[] position;
    private final float[] share;

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
        firstTap = new int[chroma + 1];
        position = new int[2 * size];
        share = new float[2 * size];
        gatherTaps(size);
    }

    /** A position lies between two chroma samples, so that those of one sample are neighbours. */
    private void gatherTaps(int size) {
        int tap = 0;
        int i = 0;
        for (int c = 0; c < total.length; c++) {
            firstTap[c] = tap;
            while (i > 0 && upper[i - 1] >= c) {
                i--;
            }
            for (; i < size && lower[i] <= c; i++) {
                float low = lower[i] == c ? downLower(i) : 0;
                float up = upper[i] == c ? downUpper(i) : 0;
                if (low + up != 0) {
                    position[tap] = i;
                    share[tap++] = low + up;
                }
            }
        }
        firstTap[total.length] = tap;
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

    /** Interpolates a row of chroma samples to every luma position. */
    void widen(float[] narrow, float[] wide) {
        for (int i = 0; i < wide.length; i++) {
            float left = narrow[lower[i]];
            wide[i] = left + (narrow[upper[i]] - left) * weight[i];
        }
    }

    /** Averages a row of luma positions onto the chroma samples; the transpose of {@link #widen}, normalised. */
    void narrow(float[] wide, float[] narrow) {
        for (int c = 0, tap = 0; c < narrow.length; c++) {
            float sum = 0;
            for (; tap < firstTap[c + 1]; tap++) {
                sum += share[tap] * wide[position[tap]];
            }
            narrow[c] = sum;
        }
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
