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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecializationTest {
    private static final String UNET = "unet/diffusion_pytorch_model.safetensors";
    private static final int STEPS = 3;

    @TempDir
    Path folder;

    @Test
    void aRunThatWasCutOffEndsAsOneThatWasNot() throws IOException {
        Path faces = faces();
        Path whole = folder.resolve("whole");
        Path cut = folder.resolve("cut");

        job(faces, whole).run(listener(Long.MAX_VALUE));
        // The checkpoint is after the second step: the third one is lost and done again.
        assertThatThrownBy(() -> job(faces, cut).run(listener(STEPS))).hasMessage("power cut");
        job(faces, cut).run(listener(Long.MAX_VALUE));

        assertThat(folder.resolve("cut.run/loss.csv")).hasSameTextualContentAs(folder.resolve("whole.run/loss.csv"));
        assertThat(cut.resolve(UNET)).hasSameBinaryContentAs(whole.resolve(UNET));
        assertThat(ModelFolder.open(cut).contentHash())
                .isNotEqualTo(ModelFolder.open(Face256.folder()).contentHash());
        assertThat(folder.resolve("whole.run/faces.skipped.txt")).hasContent("wordless.png\ndamaged.jpg");
        assertThat(folder.resolve("whole.run/loss.svg")).exists();
    }

    @Test
    void aRunWithOtherSettingsIsNotContinued() throws IOException {
        Path faces = faces();
        Path out = folder.resolve("out");
        assertThatThrownBy(() -> job(faces, out).run(listener(STEPS))).hasMessage("power cut");

        assertThatThrownBy(() -> new Specialization(Face256.folder(), faces, null, null, out, settings(8))
                        .run(listener(Long.MAX_VALUE)))
                .isInstanceOf(EditException.class)
                .hasMessageContaining("other settings");
    }

    private static Specialization job(Path faces, Path out) {
        return new Specialization(Face256.folder(), faces, faces, null, out, settings(7));
    }

    private static SpecializationSettings settings(long seed) {
        return new SpecializationSettings(STEPS, 3, 2, 1e-4, 2, 1, 0.9, 0.3, 0.1, 0.5, 2, 64, 2, seed);
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

    /** @param end the step in which the power goes */
    private static SpecializationListener listener(long end) {
        return new SpecializationListener() {
            @Override
            public void progress(String stage, long done, long total, long before) {
                if (stage.equals("train") && done == end) {
                    throw new IllegalStateException("power cut");
                }
            }

            @Override
            public void say(String sentence) {}

            @Override
            public boolean cancelled() {
                return false;
            }
        };
    }
}
