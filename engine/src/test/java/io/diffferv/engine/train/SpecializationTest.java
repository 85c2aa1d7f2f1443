package io.diffferv.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.Face256;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.video.ContactSheet;
import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.weights.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecializationTest {
    private static final String UNET = "unet/diffusion_pytorch_model.safetensors";
    private static final int STEPS = 3;
    private static final int KILLED = 128 + 9;

    @TempDir
    Path folder;

    @Test
    void aRunThatWasKilledEndsAsOneThatWasNot() throws IOException, InterruptedException {
        Path model = model();
        Path faces = faces();
        Path whole = folder.resolve("whole");
        Path cut = folder.resolve("cut");

        job(model, faces, whole).run(quiet());
        // The checkpoint is after the second step: the third one is lost and done again.
        assertThat(KilledRun.of(model, faces, cut)).isEqualTo(KILLED);
        assertThat(cut).doesNotExist();
        job(model, faces, cut).run(quiet());

        assertThat(folder.resolve("cut.run/loss.csv")).hasSameTextualContentAs(folder.resolve("whole.run/loss.csv"));
        assertThat(cut.resolve(UNET)).hasSameBinaryContentAs(whole.resolve(UNET));
        assertThat(ModelFolder.open(cut).contentHash())
                .isNotEqualTo(ModelFolder.open(model).contentHash());
        assertThat(folder.resolve("whole.run/faces.skipped.txt")).hasContent("wordless.png\ndamaged.jpg");
    }

    @Test
    void aRunWithOtherSettingsIsNotContinued() throws IOException {
        Path model = model();
        Path faces = faces();
        Path out = folder.resolve("out");
        assertThatThrownBy(() -> job(model, faces, out).run(listener(STEPS, () -> {
                    throw new IllegalStateException("cut off");
                })))
                .hasMessage("cut off");

        assertThatThrownBy(() -> new Specialization(model, faces, null, null, out, false, settings(8)).run(quiet()))
                .isInstanceOf(EditException.class)
                .hasMessageContaining("other settings");
    }

    /** A process of its own that is killed in its last step. */
    static final class KilledRun {
        private KilledRun() {}

        /** @return exit status */
        static int of(Path model, Path faces, Path out) throws IOException, InterruptedException {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledRun.class.getName(),
                            model.toString(),
                            faces.toString(),
                            out.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                assertThat(child.waitFor(3, TimeUnit.MINUTES)).isTrue();
                return child.exitValue();
            } finally {
                child.destroyForcibly();
            }
        }

        public static void main(String... arguments) {
            job(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]))
                    .run(listener(STEPS, KilledRun::killItself));
        }

        private static void killItself() {
            try {
                String self = Long.toString(ProcessHandle.current().pid());
                new ProcessBuilder("kill", "-KILL", self).start();
                Thread.sleep(Long.MAX_VALUE);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Specialization job(Path model, Path faces, Path out) {
        return new Specialization(model, faces, faces, null, out, false, settings(7));
    }

    private static SpecializationSettings settings(long seed) {
        return new SpecializationSettings(
                STEPS, 3, 2, 1e-4, 2, 1, 0.9, 0.3, 0.1, 0.5, 2, 64, 2, true, TrainingPrecision.FP16, seed);
    }

    private Path model() throws IOException {
        Path model = folder.resolve("model");
        FreshModel.write(TinyShape.write(folder.resolve("shape"), 256), ModelFolder.open(Face256.folder()), model, 1);
        return model;
    }

    private Path faces() throws IOException {
        Path faces = Files.createDirectory(folder.resolve("faces"));
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RgbImage picture = RgbImage.black(40 + 9 * i, 50);
            for (int k = 0; k < picture.samples().length; k++) {
                picture.samples()[k] = (k * (i + 1) % 97) / 97f;
            }
            ContactSheet.writeImage(faces.resolve(i + ".png"), picture);
            captions.add("{\"file_name\": \"%d.png\", \"text\": \"face %d\"}".formatted(i, i));
        }
        Files.copy(faces.resolve("0.png"), faces.resolve("wordless.png"));
        Files.writeString(faces.resolve("damaged.jpg"), "no picture");
        Files.writeString(faces.resolve("damaged.txt"), "a caption beside");
        Files.write(faces.resolve(PictureSet.CAPTIONS), captions);
        return faces;
    }

    /** @param end the step in which {@code then} happens */
    private static SpecializationListener listener(long end, Runnable then) {
        return new SpecializationListener() {
            @Override
            public void progress(String stage, long done, long total, long before) {
                if (stage.equals("train") && done == end) {
                    then.run();
                }
            }

            @Override
            public void curve(List<Double> losses) {
                assertThat(losses).hasSizeBetween(2, STEPS).allMatch(loss -> loss > 0);
            }

            @Override
            public void say(String sentence) {}

            @Override
            public boolean cancelled() {
                return false;
            }
        };
    }

    private static SpecializationListener quiet() {
        return listener(Long.MAX_VALUE, () -> {});
    }
}
