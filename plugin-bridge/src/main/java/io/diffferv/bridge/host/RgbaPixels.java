package io.diffferv.bridge.host;

import io.diffferv.engine.video.ColourTags;
import io.diffferv.engine.video.PictureFormat;
import io.diffferv.engine.video.PixelLayout;
import io.diffferv.engine.video.Rotation;
import io.diffferv.engine.video.VideoFrame;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/**
 * How the host lays out a picture: red, green, blue and alpha interleaved, rows without padding. Alpha is the host's
 * own affair and never touched. Where it is 0, as in the bars beside a clip of another shape, the host's own colours
 * stay: a render machine without a display has none of MLT's blending, and shows them.
 *
 * @param depth bits of a sample: 8, or 16 in native byte order
 */
public record RgbaPixels(int width, int height, int depth) {
    private static final int COLOURS = 3;
    private static final int SAMPLES = 4;

    public RgbaPixels {
        if (width < 1 || height < 1 || depth != Byte.SIZE && depth != Short.SIZE) {
            throw new IllegalArgumentException("%dx%d pixels of %d bits".formatted(width, height, depth));
        }
        Math.multiplyExact(Math.multiplyExact(width, height), SAMPLES * depth / Byte.SIZE);
    }

    /** Bytes of a picture. */
    public int bytes() {
        return width * height * SAMPLES * depth / Byte.SIZE;
    }

    /** The colours as the engine takes them. */
    VideoFrame read(ByteBuffer pixels) {
        short[][] planes = new short[COLOURS][width * height];
        ShortBuffer deep = pixels.asShortBuffer();
        for (int i = 0; i < width * height; i++) {
            for (int c = 0; c < COLOURS; c++) {
                int at = i * SAMPLES + c;
                planes[c][i] = depth == Byte.SIZE ? (short) (pixels.get(at) & 0xff) : deep.get(at);
            }
        }
        return VideoFrame.of(format(), planes, 0, 0);
    }

    /** Puts the colours of such a frame into a picture. */
    void write(VideoFrame frame, ByteBuffer pixels) {
        ShortBuffer deep = pixels.asShortBuffer();
        for (int c = 0; c < COLOURS; c++) {
            short[] plane = frame.plane(c);
            for (int i = 0; i < plane.length; i++) {
                int at = i * SAMPLES + c;
                int alpha = i * SAMPLES + COLOURS;
                if (depth == Byte.SIZE && pixels.get(alpha) != 0) {
                    pixels.put(at, (byte) plane[i]);
                } else if (depth == Short.SIZE && deep.get(alpha) != 0) {
                    deep.put(at, plane[i]);
                }
            }
        }
    }

    private PictureFormat format() {
        PixelLayout layout = new PixelLayout(PixelLayout.Family.RGB, depth, 0, 0, false);
        return new PictureFormat(width, height, layout, ColourTags.UNTAGGED, Rotation.NONE);
    }
}
