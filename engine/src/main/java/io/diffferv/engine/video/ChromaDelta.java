package io.diffferv.engine.video;

/** Averages an RGB difference onto the chroma grid of a picture, as Cb and Cr. */
final class ChromaDelta {
    private final ChromaAxis columns;
    private final ChromaAxis rows;
    private final float scaleCb;
    private final float scaleCr;
    private final float[] wide;
    private final float[] narrow;
    private final float[] cb;
    private final float[] cr;

    ChromaDelta(PictureFormat format) {
        this.columns = format.chromaColumns();
        this.rows = format.chromaRows();
        this.scaleCb = 0.5f / (1 - format.matrix().kb());
        this.scaleCr = 0.5f / (1 - format.matrix().kr());
        this.wide = new float[format.width()];
        this.narrow = new float[columns.chromaSize()];
        this.cb = new float[columns.chromaSize() * rows.chromaSize()];
        this.cr = new float[cb.length];
    }

    /**
     * @param y coded row
     * @param delta {@code [3, width]}
     * @param luma of that difference
     */
    void add(int y, float[][] delta, float[] luma) {
        add(y, delta[2], luma, scaleCb, cb);
        add(y, delta[0], luma, scaleCr, cr);
    }

    /** Differences of Cb, rows without padding. */
    float[] cb() {
        return cb;
    }

    float[] cr() {
        return cr;
    }

    private void add(int y, float[] colour, float[] luma, float scale, float[] plane) {
        for (int x = 0; x < wide.length; x++) {
            wide[x] = scale * (colour[x] - luma[x]);
        }
        columns.narrow(wide, narrow);
        accumulate(rows.lower(y) * narrow.length, rows.downLower(y), plane);
        accumulate(rows.upper(y) * narrow.length, rows.downUpper(y), plane);
    }

    private void accumulate(int to, float share, float[] plane) {
        if (share == 0) {
            return;
        }
        for (int i = 0; i < narrow.length; i++) {
            plane[to + i] += share * narrow[i];
        }
    }
}
