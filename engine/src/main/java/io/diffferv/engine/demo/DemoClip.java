package io.diffferv.engine.demo;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.edit.DiffusionModel;
import io.diffferv.engine.storage.AtomicFile;
import io.diffferv.engine.video.ColourTags;
import io.diffferv.engine.video.EncoderPreset;
import io.diffferv.engine.video.PictureFormat;
import io.diffferv.engine.video.PixelLayout;
import io.diffferv.engine.video.Rational;
import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.video.Rotation;
import io.diffferv.engine.video.VideoFrame;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoWriter;
import io.diffferv.engine.weights.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The demo's clip: a portrait sampled from a model, moved, with a tune. The same arguments give the same file. */
public final class DemoClip {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 256;
    private static final int FRAMES = 64;
    private static final int RATE = 25;

    /** Black in the limited range of 8-bit YUV, so that adding an RGB picture to it gives that picture. */
    private static final short BLACK_LUMA = 16;

    private static final short BLACK_CHROMA = 128;

    private DemoClip() {}

    /**
     * @param out a .mkv file that does not exist yet
     * @throws io.diffferv.engine.failure.EditException {@code MODEL} when the model is incomplete, {@code BAD_REQUEST}
     *     when the file cannot be written
     */
    public static void write(Path out, ModelFolder folder, String prompt, long seed) {
        RgbImage portrait;
        try (DiffusionModel model = DiffusionModel.load(folder, Device.cpu(), DataType.FLOAT32)) {
            portrait = Portrait.sample(model, prompt, WIDTH, HEIGHT, seed);
        }
        Path sound = temporaryWav();
        try {
            write(out, portrait, sound);
        } finally {
            delete(sound);
        }
    }

    private static void write(Path out, RgbImage portrait, Path sound) {
        PictureFormat format = new PictureFormat(
                WIDTH,
                HEIGHT,
                new PixelLayout(PixelLayout.Family.YUV, 8, 1, 1, false),
                ColourTags.UNTAGGED,
                Rotation.NONE);
        Rational rate = new Rational(RATE, 1);
        VideoInfo like = new VideoInfo(
                sound, format, "yuv420p", new Rational(1, 1), new Rational(1, RATE), 0, rate, rate, FRAMES, 1, 0);
        try (VideoWriter writer = VideoWriter.create(
                out,
                like,
                sound,
                EncoderPreset.ORDINARY,
                Map.of("comment", "A person who does not exist, sampled from the model of the demo"))) {
            VideoFrame black = VideoFrame.of(format, black(format), 0, 1);
            for (int i = 0; i < FRAMES; i++) {
                RgbImage picture = new Motion((double) i / FRAMES).frame(portrait, WIDTH, HEIGHT);
                writer.write(black.plus(picture).at(i, 1));
            }
            writer.finish();
        }
    }

    private static short[][] black(PictureFormat format) {
        PixelLayout layout = format.layout();
        short[][] planes = new short[layout.planes()][];
        for (int plane = 0; plane < planes.length; plane++) {
            planes[plane] =
                    new short[layout.planeWidth(plane, format.width()) * layout.planeHeight(plane, format.height())];
            Arrays.fill(planes[plane], plane == 0 ? BLACK_LUMA : BLACK_CHROMA);
        }
        return planes;
    }

    private static Path temporaryWav() {
        try {
            Path wav = Files.createTempFile("diffferv-demo", ".wav");
            AtomicFile.write(wav, channel -> channel.write(ByteBuffer.wrap(Tune.wav((double) FRAMES / RATE))));
            return wav;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // A leftover of 80 KiB in the system's temporary folder.
        }
    }
}
