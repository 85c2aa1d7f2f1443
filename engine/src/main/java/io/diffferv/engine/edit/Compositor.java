package io.diffferv.engine.edit;

import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.video.VideoFrame;

/**
 * Brings the model's pictures back to a frame of the video (design.md, decision 3). Applied after the cache, so that
 * moving the strength costs no diffusion.
 *
 * @param strength 0 returns the source bit for bit
 */
record Compositor(Composite composite, double strength) {
    /** Mean change over the colours from which the source's own detail begins to go, and at which it is gone. */
    private static final float TAKEOVER_FROM = 40 / 255f;

    private static final float TAKEOVER_TO = 80 / 255f;

    /**
     * @param edited the edited picture at working size
     * @param baseline the unedited picture as the model sees it, at working size
     */
    VideoFrame apply(VideoFrame source, RgbImage edited, RgbImage baseline) {
        if (strength == 0) {
            return source;
        }
        int width = source.format().uprightWidth();
        int height = source.format().uprightHeight();
        float[] delta = switch (composite) {
            case RESIDUAL -> residual(source, edited, baseline, width, height);
            case FULL -> difference(edited.resized(width, height), source.upright());
        };
        for (int i = 0; i < delta.length; i++) {
            delta[i] *= (float) strength;
        }
        return source.plus(new RgbImage(width, height, delta));
    }

    /**
     * out = source + r − a (source − baseline): the edit's change r, and where it is large (a towards 1) the model's own
     * picture in place of detail that no longer belongs there.
     */
    private static float[] residual(VideoFrame source, RgbImage edited, RgbImage baseline, int width, int height) {
        RgbImage change = new RgbImage(edited.width(), edited.height(), difference(edited, baseline));
        float[] takeover = takeover(change);
        float[] delta = change.resized(width, height).samples();
        RgbImage share = new RgbImage(edited.width(), edited.height(), takeover).resized(width, height);
        float[] own = source.upright().samples();
        float[] modelled = baseline.resized(width, height).samples();
        for (int i = 0; i < delta.length; i++) {
            float a = Math.max(0, Math.min(1, share.samples()[i]));
            delta[i] -= a * (own[i] - modelled[i]);
        }
        return delta;
    }

    /** a, the same in all three planes. */
    private static float[] takeover(RgbImage change) {
        int pixels = change.width() * change.height();
        float[] samples = change.samples();
        float[] share = new float[samples.length];
        for (int i = 0; i < pixels; i++) {
            float mean = (Math.abs(samples[i]) + Math.abs(samples[pixels + i]) + Math.abs(samples[2 * pixels + i])) / 3;
            float x = Math.max(0, Math.min(1, (mean - TAKEOVER_FROM) / (TAKEOVER_TO - TAKEOVER_FROM)));
            float smooth = x * x * (3 - 2 * x);
            share[i] = smooth;
            share[pixels + i] = smooth;
            share[2 * pixels + i] = smooth;
        }
        return share;
    }

    private static float[] difference(RgbImage minuend, RgbImage subtrahend) {
        float[] difference = minuend.samples().clone();
        float[] other = subtrahend.samples();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= other[i];
        }
        return difference;
    }
}
