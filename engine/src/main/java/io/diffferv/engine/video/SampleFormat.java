package io.diffferv.engine.video;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVComponentDescriptor;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * One of FFmpeg's pixel formats as a way to pack a {@link PixelLayout}: where each component's samples lie. Unpacking
 * and packing copy integers, so a picture that is unpacked and packed again is the same bit for bit.
 */
final class SampleFormat {
    private static final long UNREADABLE = avutil.AV_PIX_FMT_FLAG_HWACCEL
            | avutil.AV_PIX_FMT_FLAG_BITSTREAM
            | avutil.AV_PIX_FMT_FLAG_BAYER
            | avutil.AV_PIX_FMT_FLAG_FLOAT
            | avutil.AV_PIX_FMT_FLAG_XYZ;
    private static final int PALETTE_ENTRY_BYTES = 4;
    /** Byte of R, G, B and A in a palette entry, which is a little-endian 0xAARRGGBB word. */
    private static final int[] PALETTE_BYTE = {2, 1, 0, 3};

    private record Component(int plane, int step, int offset, int shift, int depth) {
        boolean inOneByte() {
            return shift + depth <= 8;
        }
    }

    private final int id;
    private final String name;
    private final PixelLayout layout;
    private final List<Component> components;
    private final boolean palette;
    private final boolean bigEndian;

    private SampleFormat(int id, AVPixFmtDescriptor descriptor) {
        this.id = id;
        this.name = descriptor.name().getString();
        this.palette = (descriptor.flags() & avutil.AV_PIX_FMT_FLAG_PAL) != 0;
        this.bigEndian = (descriptor.flags() & avutil.AV_PIX_FMT_FLAG_BE) != 0;
        this.components = components(descriptor);
        this.layout = layout(descriptor, palette, components);
    }

    /** The format of that FFmpeg number, or nothing for hardware, floating point, Bayer and bit-packed pictures. */
    static Optional<SampleFormat> of(int pixelFormat) {
        AVPixFmtDescriptor descriptor = avutil.av_pix_fmt_desc_get(pixelFormat);
        if (descriptor == null || (descriptor.flags() & UNREADABLE) != 0) {
            return Optional.empty();
        }
        SampleFormat format = new SampleFormat(pixelFormat, descriptor);
        boolean wide = format.components.stream().anyMatch(c -> c.shift + c.depth > 16);
        boolean shallowYuv = format.layout.family() != PixelLayout.Family.RGB
                && format.components.stream().anyMatch(c -> c.depth < 8);
        return wide || shallowYuv ? Optional.empty() : Optional.of(format);
    }

    int id() {
        return id;
    }

    String name() {
        return name;
    }

    PixelLayout layout() {
        return layout;
    }

    /** Whether pictures of that layout can be packed this way without changing a sample. */
    boolean packs(PixelLayout wanted) {
        return !palette && layout.equals(wanted) && components.stream().allMatch(c -> c.depth == wanted.depth());
    }

    /** Copies a frame's samples into one array per plane of the layout, rows without padding. */
    short[][] unpack(AVFrame frame) {
        short[][] planes = new short[layout.planes()][];
        for (int plane = 0; plane < planes.length; plane++) {
            int width = layout.planeWidth(plane, frame.width());
            int height = layout.planeHeight(plane, frame.height());
            planes[plane] = new short[width * height];
            Component component = components.get(palette ? 0 : plane);
            byte[] row = new byte[rowBytes(component, width)];
            byte[] colours = palette ? paletteOf(frame) : null;
            BytePointer source = frame.data(component.plane);
            int stride = frame.linesize(component.plane);
            for (int y = 0; y < height; y++) {
                source.position((long) y * stride).get(row, 0, row.length);
                if (palette) {
                    lookUp(row, colours, PALETTE_BYTE[plane], planes[plane], y * width, width);
                } else {
                    read(component, row, planes[plane], y * width, width);
                }
            }
        }
        return planes;
    }

    /** Writes planes of this format's layout into the frame's buffers; padding bytes of a pixel become 0. */
    void pack(short[][] planes, AVFrame frame) {
        for (int target = 0; target < 4 && frame.linesize(target) != 0; target++) {
            List<Integer> members = new ArrayList<>();
            for (int i = 0; i < planes.length; i++) {
                if (components.get(i).plane == target) {
                    members.add(i);
                }
            }
            int height = layout.planeHeight(members.get(0), frame.height());
            int bytes = members.stream()
                    .mapToInt(i -> rowBytes(components.get(i), layout.planeWidth(i, frame.width())))
                    .max()
                    .orElseThrow();
            BytePointer destination = frame.data(target);
            for (int y = 0; y < height; y++) {
                byte[] row = new byte[bytes];
                for (int i : members) {
                    int width = layout.planeWidth(i, frame.width());
                    write(components.get(i), planes[i], y * width, width, row);
                }
                destination.position((long) y * frame.linesize(target)).put(row, 0, row.length);
            }
        }
    }

    private void read(Component c, byte[] row, short[] samples, int start, int width) {
        int mask = (1 << c.depth) - 1;
        int maximum = layout.maximum();
        for (int x = 0, at = c.offset; x < width; x++, at += c.step) {
            int word = row[at] & 0xff;
            if (!c.inOneByte()) {
                int next = row[at + 1] & 0xff;
                word = bigEndian ? word << 8 | next : next << 8 | word;
            }
            int sample = word >> c.shift & mask;
            // Formats of fewer than eight bits per colour are widened so that white stays white.
            samples[start + x] = (short) (mask == maximum ? sample : (sample * maximum + mask / 2) / mask);
        }
    }

    private void write(Component c, short[] samples, int start, int width, byte[] row) {
        for (int x = 0, at = c.offset; x < width; x++, at += c.step) {
            int word = (samples[start + x] & 0xffff) << c.shift;
            if (c.inOneByte()) {
                row[at] |= (byte) word;
            } else {
                row[at] |= (byte) (bigEndian ? word >> 8 : word);
                row[at + 1] |= (byte) (bigEndian ? word : word >> 8);
            }
        }
    }

    private static void lookUp(byte[] row, byte[] colours, int member, short[] samples, int start, int width) {
        for (int x = 0; x < width; x++) {
            samples[start + x] = (short) (colours[(row[x] & 0xff) * PALETTE_ENTRY_BYTES + member] & 0xff);
        }
    }

    private static byte[] paletteOf(AVFrame frame) {
        byte[] colours = new byte[256 * PALETTE_ENTRY_BYTES];
        frame.data(1).get(colours, 0, colours.length);
        return colours;
    }

    private static int rowBytes(Component c, int width) {
        return (width - 1) * c.step + c.offset + (c.inOneByte() ? 1 : 2);
    }

    private static List<Component> components(AVPixFmtDescriptor descriptor) {
        List<Component> components = new ArrayList<>();
        boolean bigEndian = (descriptor.flags() & avutil.AV_PIX_FMT_FLAG_BE) != 0;
        for (int i = 0; i < descriptor.nb_components(); i++) {
            AVComponentDescriptor c = descriptor.comp(i);
            // A component within one byte of a big-endian word lies in the word's second byte.
            int offset = c.offset() + (bigEndian && c.shift() + c.depth() <= 8 ? 1 : 0);
            components.add(new Component(c.plane(), c.step(), offset, c.shift(), c.depth()));
        }
        return List.copyOf(components);
    }

    private static PixelLayout layout(AVPixFmtDescriptor descriptor, boolean palette, List<Component> components) {
        boolean alpha = (descriptor.flags() & avutil.AV_PIX_FMT_FLAG_ALPHA) != 0;
        boolean rgb = palette || (descriptor.flags() & avutil.AV_PIX_FMT_FLAG_RGB) != 0;
        int depth = components.stream().mapToInt(Component::depth).max().orElse(8);
        if (rgb) {
            return new PixelLayout(PixelLayout.Family.RGB, Math.max(8, depth), 0, 0, alpha);
        }
        boolean gray = descriptor.nb_components() <= 2;
        return gray
                ? new PixelLayout(PixelLayout.Family.GRAY, depth, 0, 0, alpha)
                : new PixelLayout(
                        PixelLayout.Family.YUV, depth, descriptor.log2_chroma_w(), descriptor.log2_chroma_h(), alpha);
    }
}
