package io.diffferv.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.Face256;
import io.diffferv.engine.video.ContactSheet;
import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.weights.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentSetTest {
    private static final SpecializationSettings SETTINGS =
            new SpecializationSettings(1, 1, 1, 1e-4, 1, 1, 0, 0, 0, 1, 1, 64, 1, false, TrainingPrecision.FP32, 1);

    @TempDir
    Path folder;

    @Test
    void latentsAreKeptUntilTheirPictureChanges() throws IOException {
        Path faces = Files.createDirectory(folder.resolve("faces"));
        Files.writeString(faces.resolve("a.txt"), "a face");
        Path model = folder.resolve("model");
        FreshModel.write(TinyShape.write(folder.resolve("shape"), 256), ModelFolder.open(Face256.folder()), model, 1);

        try (TrainedModel trained = TrainedModel.load(ModelFolder.open(model))) {
            write(faces, 0.2f);
            float[] dark = latents(faces, trained);
            Path file = folder.resolve("a.latents");
            var before = Files.getLastModifiedTime(file);
            assertThat(latents(faces, trained)).isEqualTo(dark);
            assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);

            write(faces, 0.8f);
            assertThat(latents(faces, trained)).isNotEqualTo(dark);
        }
    }

    private float[] latents(Path faces, TrainedModel trained) {
        try (LatentSet set = LatentSet.make(folder.resolve("a.latents"), faces, trained, SETTINGS, 1, made -> {})) {
            return set.latents(0, 0);
        }
    }

    private static void write(Path faces, float grey) {
        RgbImage picture = RgbImage.black(64, 64);
        Arrays.fill(picture.samples(), grey);
        ContactSheet.writeImage(faces.resolve("a.png"), picture);
    }
}
