package io.diffferv.engine.video;

import java.nio.file.Path;

/**
 * What is known of a video before its pictures are read.
 *
 * @param file where it lies
 * @param picture size, sample layout, colour tags and rotation of every picture
 * @param pixelFormat FFmpeg's name of the format as stored, such as {@code yuv420p} or {@code nv12}
 * @param sampleAspect shape of one sample, width to height; unknown means square
 * @param timeBase seconds per unit of {@link VideoFrame#pts}
 * @param start the earliest time of any stream in units of the time base; outputs begin at 0 instead
 * @param averageRate frames per second over the whole stream
 * @param nominalRate the rate on whose grid all times lie
 * @param frames estimate of the number of pictures, -1 when unknown
 * @param audioStreams number of sound streams
 * @param otherStreams number of streams that are neither this picture stream nor sound
 */
public record VideoInfo(
        Path file,
        PictureFormat picture,
        String pixelFormat,
        Rational sampleAspect,
        Rational timeBase,
        long start,
        Rational averageRate,
        Rational nominalRate,
        long frames,
        int audioStreams,
        int otherStreams) {

    /** Coded columns. */
    public int width() {
        return picture.width();
    }

    /** Coded rows. */
    public int height() {
        return picture.height();
    }

    public int uprightWidth() {
        return picture.uprightWidth();
    }

    public int uprightHeight() {
        return picture.uprightHeight();
    }

    /** Bits per sample. */
    public int depth() {
        return picture.layout().depth();
    }

    public boolean alpha() {
        return picture.layout().alpha();
    }

    /** Frames per second to plan with: the average rate, else the nominal one, else 25. */
    public Rational rate() {
        if (averageRate.known()) {
            return averageRate;
        }
        return nominalRate.known() ? nominalRate : new Rational(25, 1);
    }
}
