package io.diffferv.engine.edit;

import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.video.RowDelta;
import io.diffferv.engine.video.RowScaler;
import io.diffferv.engine.video.VideoFrame;
import java.util.Arrays;

/**
 * Brings the model's pictures back to a frame of the video (design.md, decision 3). Applied after the cache, so that
 * moving the strength costs no diffusion.
 *
 * @param strength 0 returns the source bit for bit
 */
record Compositor(Composite composite, double strength) {
    VideoFrame apply(VideoFrame source, FrameBlend edit) {
        return apply(source, edit.edited(), edit.baseline());
    }

    /**
     * @param edited the edited picture at working size
     * @param baseline the unedited picture as the model sees it, at working size
     */
    VideoFrame apply(VideoFrame source, RgbImage edited, RgbImage baseline) {
        if (strength == 0) {
            return source;
        }
        Turned model = new Turned(source, edited, baseline);
        RowDelta delta = composite == Composite.FULL ? full(model) : residual(model);
        return source.plus((y, own, row) -> delta.fill(y, own, row) && scaled(row));
    }

    private boolean scaled(float[][] row) {
        float by = (float) strength;
        for (int channel = 0; by != 1 && channel < row.length; channel++) {
            for (int x = 0; x < row[channel].length; x++) {
                row[channel][x] *= by;
            }
        }
        return true;
    }

    /** The model's pictures as the source is coded: turning them is cheaper than turning the source. */
    private record Turned(float[][] edited, float[][] baseline, int width, int height, VideoFrame source) {
        Turned(VideoFrame source, RgbImage edited, RgbImage baseline) {
            this(
                    edited.coded(source.format().rotation()),
                    baseline.coded(source.format().rotation()),
                    source.format().rotation().swapsSides() ? edited.height() : edited.width(),
                    source.format().rotation().swapsSides() ? edited.width() : edited.height(),
                    source);
        }

        RowScaler scaled(float[]... planes) {
            return RowScaler.of(
                    planes,
                    width,
                    height,
                    source.format().width(),
                    source.format().height());
        }
    }

    private static RowDelta full(Turned model) {
        RowScaler edited = model.scaled(model.edited());
        float[][] picture = new float[RgbImage.CHANNELS][model.source().format().width()];
        return (y, own, row) -> {
            clear(edited.row(y, picture), picture);
            subtract(picture, own.row(y), row);
            return true;
        };
    }

    /**
     * out = source + r − a (source − baseline): the edit's change r, and where it is large (a towards 1) the model's own
     * picture in place of detail that no longer belongs there.
     */
    private static RowDelta residual(Turned model) {
        float[][] difference = new float[RgbImage.CHANNELS][model.width() * model.height()];
        subtract(model.edited(), model.baseline(), difference);
        RowScaler change = model.scaled(difference);
        RowScaler takeover = model.scaled(Takeover.of(difference));
        RowScaler baseline = model.scaled(model.baseline());
        int width = model.source().format().width();
        float[][] share = new float[1][width];
        float[][] modelled = new float[RgbImage.CHANNELS][width];
        return (y, own, row) -> {
            if (!change.row(y, row)) {
                return false;
            }
            if (takeover.row(y, share)) {
                clear(baseline.row(y, modelled), modelled);
                Takeover.apply(share[0], own.row(y), modelled, row);
            }
            return true;
        };
    }

    private static void clear(boolean filled, float[][] row) {
        for (int channel = 0; !filled && channel < row.length; channel++) {
            Arrays.fill(row[channel], 0);
        }
    }

    private static void subtract(float[][] minuend, float[][] subtrahend, float[][] difference) {
        for (int channel = 0; channel < difference.length; channel++) {
            float[] a = minuend[channel];
            float[] b = subtrahend[channel];
            float[] out = difference[channel];
            for (int i = 0; i < out.length; i++) {
                out[i] = a[i] - b[i];
            }
        }
    }
}
