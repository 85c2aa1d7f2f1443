package io.diffferv.engine.edit;

/** Where an edit changes so much that the source's own detail no longer belongs there. */
final class Takeover {
    /** Mean change over the colours from which the source's own detail begins to go, and at which it is gone. */
    private static final float FROM = 40 / 255f;

    private static final float TO = 80 / 255f;

    private Takeover() {}

    /**
     * @param change {@code [3, pixels]}
     * @return a of every pixel, 0 to 1
     */
    static float[] of(float[][] change) {
        float[] share = new float[change[0].length];
        for (int i = 0; i < share.length; i++) {
            float mean = (Math.abs(change[0][i]) + Math.abs(change[1][i]) + Math.abs(change[2][i])) / 3;
            float x = Math.max(0, Math.min(1, (mean - FROM) / (TO - FROM)));
            share[i] = x * x * (3 - 2 * x);
        }
        return share;
    }

    /**
     * Takes a (own − modelled) off a row.
     *
     * @param share a, which interpolation may have taken out of its range
     */
    static void apply(float[] share, float[][] own, float[][] modelled, float[][] row) {
        for (int channel = 0; channel < row.length; channel++) {
            float[] delta = row[channel];
            float[] mine = own[channel];
            float[] other = modelled[channel];
            for (int x = 0; x < delta.length; x++) {
                delta[x] -= Math.max(0, Math.min(1, share[x])) * (mine[x] - other[x]);
            }
        }
    }
}
