package io.diffferv.engine.video;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.video.PixelLayout.Family;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderTest {
    @TempDir
    Path folder;

    /** Width, height, family, depth, chroma shifts, alpha, file, the encoder wanted, and what decoding may give. */
    @ParameterizedTest
    @CsvSource({
        "64,48,YUV,8,1,1,false,a.mp4,OPENH264,8",
        "64,48,YUV,8,1,1,false,a.mov,OPENH264,8",
        "64,48,YUV,8,1,1,false,a.webm,VP9,8",
        "33,17,YUV,8,1,1,false,a.mp4,AV1,8",
        "8,8,YUV,8,1,1,false,a.mkv,AV1,8",
        "64,48,YUV,8,1,1,true,a.webm,VP9,8",
        "64,48,YUV,10,1,1,false,a.mp4,AV1,10",
        "64,48,YUV,10,1,0,false,a.mov,PRORES,10",
        "64,48,YUV,10,0,0,true,a.mov,PRORES,12",
        "64,48,YUV,10,0,0,false,a.webm,AV1,10",
        "64,48,YUV,10,1,1,true,a.mkv,FFV1,10",
        "64,48,YUV,16,1,0,false,a.mkv,FFV1,16",
        "64,48,RGB,8,0,0,false,a.mp4,AV1,8",
        "64,48,RGB,8,0,0,true,a.mkv,FFV1,8",
        "64,48,GRAY,8,0,0,false,a.mp4,AV1,8"
    })
    void ordinaryFilesKeepTheKindOfPicture(
            int width,
            int height,
            Family family,
            int depth,
            int shiftX,
            int shiftY,
            boolean alpha,
            String name,
            Encoder encoder,
            int decodedDepth) {
        PixelLayout layout = new PixelLayout(family, depth, shiftX, shiftY, alpha);
        PictureFormat picture = Clips.picture(width, height, layout);
        Path out = folder.resolve(name);
        assertThat(OutputPlan.choose(out, picture, EncoderPreset.ORDINARY).encoder())
                .isEqualTo(encoder);
        List<VideoFrame> frames = List.of(smooth(picture, 0), smooth(picture, 1), smooth(picture, 2));
        Clips.write(out, Clips.info(picture), EncoderPreset.ORDINARY, frames);
        List<VideoFrame> back = Clips.read(out);
        assertThat(back).hasSize(3);
        PixelLayout decoded = back.get(0).format().layout();
        assertThat(decoded).isEqualTo(new PixelLayout(family, decodedDepth, shiftX, shiftY, alpha));
        for (int i = 0; i < 3; i++) {
            assertThat(psnr(frames.get(i), back.get(i))).isGreaterThan(38);
        }
    }

    @Test
    void proResIsNotGivenSamplesOfFullRange() {
        PixelLayout layout = new PixelLayout(Family.YUV, 10, 1, 0, false);
        ColourTags full = new ColourTags(2, 1, 1, 1, 0);
        assertThat(Encoder.PRORES.sampleFormat(new PictureFormat(64, 48, layout, full, Rotation.NONE)))
                .isEmpty();
    }

    private static VideoFrame smooth(PictureFormat picture, int number) {
        PixelLayout layout = picture.layout();
        short[][] planes = new short[layout.planes()][];
        for (int plane = 0; plane < planes.length; plane++) {
            int width = layout.planeWidth(plane, picture.width());
            planes[plane] = new short[width * layout.planeHeight(plane, picture.height())];
            for (int i = 0; i < planes[plane].length; i++) {
                double wave = Math.sin((i % width) * 0.15 + number * 0.2 + plane) + Math.cos(i / width * 0.1);
                planes[plane][i] = (short) ((0.5 + 0.2 * wave) * layout.maximum());
            }
        }
        return VideoFrame.of(picture, planes, number * 40L, 40);
    }

    /** In decibels over all planes, both pictures scaled to [0, 1]. */
    private static double psnr(VideoFrame a, VideoFrame b) {
        double sum = 0;
        long count = 0;
        for (int plane = 0; plane < a.format().layout().planes(); plane++) {
            for (int i = 0; i < a.plane(plane).length; i++) {
                double difference = (a.plane(plane)[i] & 0xffff)
                                / (double) a.format().layout().maximum()
                        - (b.plane(plane)[i] & 0xffff)
                                / (double) b.format().layout().maximum();
                sum += difference * difference;
                count++;
            }
        }
        return -10 * Math.log10(sum / count + 1e-12);
    }
}
