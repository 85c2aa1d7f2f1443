package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.video.ContactSheet;
import io.diffferv.engine.video.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FromScratchTest {
    private static final String SHAPE = """
            {"block_out_channels": [32, 32, 64, 64], "layers_per_block": 1, "attention_head_dim": 4,
             "cross_attention_dim": 256, "sample_size": 8,
             "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
             "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]}
            """;
    private static final int SIDE = 64;

    @TempDir
    Path folder;

    @Test
    void aModelThatKnewNothingLearnsPicturesThatItDoesNotSeeAndEdits() throws IOException {
        Path shape = Files.createDirectories(folder.resolve("shape/unet"));
        Files.writeString(shape.resolve("config.json"), SHAPE);
        Path settings = Files.writeString(
                folder.resolve("settings.txt"),
                "--steps 40 --batch 8 --learning-rate 2e-3 --warm-up 10 --average 0.9 --every 40 --variants 2 --seed 3");
        String fresh = folder.resolve("fresh").toString();
        String out = folder.resolve("out").toString();

        assertDone(Run.of("models", "new", shape.getParent().toString(), fresh, "--seed", "5"));
        String faces = discs("faces", 0, 12);
        String others = discs("others", 100, 2);
        assertDone(Run.of(
                "specialize",
                "--model",
                fresh,
                "--data",
                faces,
                "--held-out",
                others,
                "-o",
                out,
                "--half",
                "@" + settings));

        List<String> figures = Files.readAllLines(folder.resolve("out.run/figures.csv"));
        assertThat(heldOutLoss(figures.get(2))).isLessThan(0.5 * heldOutLoss(figures.get(1)));
        Path weights = Path.of("unet/diffusion_pytorch_model.safetensors");
        assertThat(Path.of(out).resolve(weights))
                .hasSize(Files.size(Path.of(fresh).resolve(weights)));
        String clip = Y4m.write(folder.resolve("clip.y4m"), SIDE, SIDE, 1).toString();
        String edited = folder.resolve("edited.mkv").toString();
        assertDone(Run.of("edit", clip, "-o", edited, "--model", out, "--steps", "2", "--prompt", "a disc"));
    }

    @Test
    void theSettingsInTheProjectAreTakenByTheCommand() {
        CommandLine tree = CommandTree.create(() -> false);
        tree.parseArgs("specialize", "@../packaging/shapes/face-256-small/specialize.txt", "--data", "d", "-o", "o");

        SpecializeCommand parsed = tree.getSubcommands().get("specialize").getCommand();
        assertThat(parsed.learningRate).isEqualTo(4e-4);
        assertThat(parsed.half).isTrue();
    }

    private static void assertDone(Run run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
    }

    private static double heldOutLoss(String line) {
        return Double.parseDouble(line.split(",")[1]);
    }

    /** Pictures of a light disc somewhere on a dark slope. */
    private String discs(String name, int first, int count) throws IOException {
        Path place = Files.createDirectory(folder.resolve(name));
        for (int i = first; i < first + count; i++) {
            RgbImage picture = RgbImage.black(SIDE, SIDE);
            double centreX = 20 + i * 7 % 24;
            double centreY = 20 + i * 11 % 24;
            for (int k = 0; k < picture.samples().length; k++) {
                int x = k % SIDE;
                int y = k / SIDE % SIDE;
                boolean inside = Math.hypot(x - centreX, y - centreY) < 14;
                picture.samples()[k] = inside ? 0.9f : 0.4f * x / SIDE;
            }
            ContactSheet.writeImage(place.resolve(i + ".png"), picture);
            Files.writeString(place.resolve(i + ".txt"), "a disc");
        }
        return place.toString();
    }
}
