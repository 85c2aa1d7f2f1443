package io.diffferv.engine.edit;

import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.video.VideoFrame;

/** What {@link Compositor} computes row by row, written down over whole pictures: OpenCV's scaling, design.md's formula. */
final class PlainComposite {
    private PlainComposite() {}

    /** @return the difference that is added to the source, {@code [3, uprightHeight, uprightWidth]} */
    static RgbImage delta(Composite composite, double strength, VideoFrame source, RgbImage edited, RgbImage baseline) {
        int width = source.format().uprightWidth();
        int height = source.format().uprightHeight();
        float[] own = source.upright().samples();
        float[] full = edited.resized(width, height).samples();
        float[] modelled = baseline.resized(width, height).samples();
        RgbImage change = minus(edited, baseline);
        float[] added = change.resized(width, height).samples();
        float[] share = share(change).resized(width, height).samples();
        float[] delta = new float[own.length];
        for (int i = 0; i < delta.length; i++) {
            double a = Math.max(0, Math.min(1, share[i]));
            double residual = added[i] - a * (own[i] - modelled[i]);
            delta[i] = (float) (strength * (composite == Composite.FULL ? full[i] - own[i] : residual));
        }
        return new RgbImage(width, height, delta);
    }

    private static RgbImage minus(RgbImage minuend, RgbImage subtrahend) {
        float[] difference = minuend.samples().clone();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= subtrahend.samples()[i];
        }
        return new RgbImage(minuend.width(), minuend.height(), difference);
    }

    /** Rises smoothly from 0 to 1 where the mean change of the three colours goes from 40/255 to 80/255. */
    private static RgbImage share(RgbImage change) {
        float[] samples = change.samples();
        float[] share = new float[samples.length];
        int pixels = change.width() * change.height();
        for (int i = 0; i < share.length; i++) {
            double mean = 0;
            for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                mean += Math.abs(samples[channel * pixels + i % pixels]) / RgbImage.CHANNELS;
            }
            double x = Math.max(0, Math.min(1, (mean * 255 - 40) / 40));
            share[i] = (float) (x * x * (3 - 2 * x));
        }
        return new RgbImage(change.width(), change.height(), share);
    }
}
