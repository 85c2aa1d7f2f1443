package io.diffferv.engine.video;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.video.PixelLayout.Family;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.ShortPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleFormatTest {
    private static final int WIDTH = 34;
    private static final int HEIGHT = 18;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yuv420p",
                "yuva444p10le",
                "yuv422p12be",
                "nv12",
                "nv21",
                "p010le",
                "p416le",
                "yuyv422",
                "uyvy422",
                "y210le",
                "gray",
                "gray10le",
                "ya8",
                "ya16be",
                "rgb24",
                "bgra",
                "argb",
                "rgb0",
                "gbrp",
                "gbrap12le",
                "rgb48be",
                "rgba64le",
                "x2rgb10le",
                "vuya",
                "xv36le",
                "yuv411p",
                "yuv440p"
            })
    void unpacksWhatItPacks(String name) {
        SampleFormat format = format(name);
        short[][] planes = noise(format.layout());
        AVFrame frame = avutil.av_frame_alloc();
        frame.width(WIDTH).height(HEIGHT).format(format.id());
        assertThat(avutil.av_frame_get_buffer(frame, 0)).isZero();
        format.pack(planes, frame);
        short[][] back = format.unpack(frame);
        avutil.av_frame_free(frame);
        for (int plane = 0; plane < planes.length; plane++) {
            assertThat(back[plane]).as("%s plane %d", name, plane).isEqualTo(planes[plane]);
        }
    }

    /** FFmpeg's own reader of picture lines is the judge of where components lie. */
    @ParameterizedTest
    @ValueSource(strings = {"nv12", "p010le", "p010be", "uyvy422", "y210le", "bgra", "x2rgb10le", "vuya", "gbrp10be"})
    void readsComponentsWhereFfmpegDoes(String name) {
        SampleFormat format = format(name);
        AVFrame frame = avutil.av_frame_alloc();
        frame.width(WIDTH).height(HEIGHT).format(format.id());
        avutil.av_frame_get_buffer(frame, 0);
        Random random = new Random(7);
        for (int i = 0; i < 4 && frame.linesize(i) != 0; i++) {
            byte[] bytes = new byte[frame.linesize(i) * 8];
            random.nextBytes(bytes);
            frame.data(i).put(bytes, 0, bytes.length);
        }
        short[][] planes = format.unpack(frame);
        for (int plane = 0; plane < planes.length; plane++) {
            int width = format.layout().planeWidth(plane, WIDTH);
            short[] line = new short[width];
            try (ShortPointer pointer = new ShortPointer(width)) {
                avutil.av_read_image_line(
                        pointer,
                        frame.data(),
                        frame.linesize(),
                        avutil.av_pix_fmt_desc_get(format.id()),
                        0,
                        3,
                        plane,
                        width,
                        0);
                pointer.get(line);
            }
            assertThat(Arrays.copyOfRange(planes[plane], 3 * width, 4 * width))
                    .as("%s plane %d", name, plane)
                    .isEqualTo(line);
        }
        avutil.av_frame_free(frame);
    }

    @Test
    void looksUpPaletteColours() {
        SampleFormat format = format("pal8");
        assertThat(format.layout()).isEqualTo(new PixelLayout(Family.RGB, 8, 0, 0, true));
        AVFrame frame = avutil.av_frame_alloc();
        frame.width(2).height(1).format(format.id());
        avutil.av_frame_get_buffer(frame, 0);
        frame.data(0).put(new byte[] {1, 0}, 0, 2);
        frame.data(1).put(new byte[] {10, 20, 30, 40, 50, 60, 70, 80}, 0, 8);
        short[][] planes = format.unpack(frame);
        avutil.av_frame_free(frame);
        assertThat(planes).isDeepEqualTo(new short[][] {{70, 30}, {60, 20}, {50, 10}, {80, 40}});
    }

    @Test
    void widensShallowColours() {
        SampleFormat format = format("rgb565le");
        AVFrame frame = avutil.av_frame_alloc();
        frame.width(2).height(1).format(format.id());
        avutil.av_frame_get_buffer(frame, 0);
        frame.data(0).put(new byte[] {(byte) 0xff, (byte) 0xff, 0x00, 0x08}, 0, 4);
        short[][] planes = format.unpack(frame);
        avutil.av_frame_free(frame);
        assertThat(planes).isDeepEqualTo(new short[][] {{255, 8}, {255, 0}, {255, 0}});
    }

    @ParameterizedTest
    @ValueSource(strings = {"monow", "bayer_rggb8", "gbrpf32le", "xyz12le", "cuda", "rgb4"})
    void leavesOutWhatHasNoSamplesOfEightToSixteenBits(String name) {
        assertThat(SampleFormat.of(avutil.av_get_pix_fmt(name))).isEmpty();
    }

    private static SampleFormat format(String name) {
        return SampleFormat.of(avutil.av_get_pix_fmt(name)).orElseThrow();
    }

    private static short[][] noise(PixelLayout layout) {
        Random random = new Random(3);
        short[][] planes = new short[layout.planes()][];
        for (int plane = 0; plane < planes.length; plane++) {
            planes[plane] = new short[layout.planeWidth(plane, WIDTH) * layout.planeHeight(plane, HEIGHT)];
            for (int i = 0; i < planes[plane].length; i++) {
                planes[plane][i] = (short) random.nextInt(layout.maximum() + 1);
            }
        }
        return planes;
    }
}
