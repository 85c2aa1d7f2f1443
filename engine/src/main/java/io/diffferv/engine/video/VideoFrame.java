package io.diffferv.engine.video;

/**
 * One decoded picture in its own samples, with its time. Immutable; it lives on the Java heap and needs no closing.
 *
 * <p>Pictures keep the file's own samples until they are encoded again, so whatever an edit does not touch comes out
 * bit for bit as it went in.
 */
public final class VideoFrame {
    private final PictureFormat format;
    private final short[][] planes;
    private final long pts;
    private final long duration;

    VideoFrame(PictureFormat format, short[][] planes, long pts, long duration) {
        this.format = format;
        this.planes = planes;
        this.pts = pts;
        this.duration = duration;
    }

    /**
     * A picture made from samples.
     *
     * @param planes one array per plane of {@code format.layout()}, unsigned samples, rows without padding; taken over
     * @param pts presentation time in the stream's time base
     * @param duration in the stream's time base
     */
    public static VideoFrame of(PictureFormat format, short[][] planes, long pts, long duration) {
        PixelLayout layout = format.layout();
        boolean fits = planes.length == layout.planes();
        for (int plane = 0; fits && plane < planes.length; plane++) {
            int samples = layout.planeWidth(plane, format.width()) * layout.planeHeight(plane, format.height());
            fits = planes[plane].length == samples;
        }
        if (!fits) {
            throw new IllegalArgumentException("the planes do not make a picture of " + format);
        }
        return new VideoFrame(format, planes, pts, duration);
    }

    /** Size, layout, colours and rotation. */
    public PictureFormat format() {
        return format;
    }

    /** Presentation time in units of the stream's time base. */
    public long pts() {
        return pts;
    }

    /** How long the picture stands, in units of the stream's time base. */
    public long duration() {
        return duration;
    }

    /** The same picture at another time; shares the samples. */
    public VideoFrame at(long newPts, long newDuration) {
        return new VideoFrame(format, planes, newPts, newDuration);
    }

    /**
     * The unsigned samples of one plane, rows without padding; not a copy, not to be written to.
     *
     * @param plane in the order Y, Cb, Cr (or R, G, B, or Y alone), alpha
     */
    public short[] plane(int plane) {
        return planes[plane];
    }

    /** The whole picture upright in RGB; a new image that the caller owns. Alpha plays no part. */
    public RgbImage upright() {
        return new UprightRgb(format).of(planes);
    }

    /** The picture upright in RGB at another size: area averages when it shrinks, bicubic when it grows. */
    public RgbImage upright(int width, int height) {
        return upright().resized(width, height);
    }

    /**
     * This picture with an upright full-size RGB difference added in the picture's own samples.
     *
     * <p>The difference is turned back, taken through the picture's RGB to YUV matrix, averaged onto the chroma grid,
     * rounded and clipped to the samples' depth. Samples whose whole footprint has difference 0 stay as they are; alpha
     * always does.
     *
     * @param delta {@code [3, uprightHeight, uprightWidth]}, in units of the [0, 1] range
     * @return a new frame; alpha is shared
     */
    public VideoFrame plus(RgbImage delta) {
        if (delta.width() != format.uprightWidth() || delta.height() != format.uprightHeight()) {
            throw new IllegalArgumentException("a difference of %dx%d does not fit a picture of %dx%d"
                    .formatted(delta.width(), delta.height(), format.uprightWidth(), format.uprightHeight()));
        }
        int width = format.width();
        float[][] coded = delta.coded(format.rotation());
        return plus((y, own, row) -> {
            for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                System.arraycopy(coded[channel], y * width, row[channel], 0, width);
            }
            return true;
        });
    }

    /** This picture with a difference added as by {@link #plus(RgbImage)}, but of the picture as it is coded. */
    public VideoFrame plus(RowDelta delta) {
        return new VideoFrame(format, new SampleDelta(format).add(planes, delta), pts, duration);
    }
}
