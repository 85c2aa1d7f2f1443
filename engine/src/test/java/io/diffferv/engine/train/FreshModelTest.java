package io.diffferv.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.Face256;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.unet.UNet2DConditionModel;
import io.diffferv.engine.weights.GeneratedFile;
import io.diffferv.engine.weights.ModelFolder;
import io.diffferv.engine.weights.WeightMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshModelTest {
    @TempDir
    Path folder;

    @Test
    void followsTheSeedAndKeepsTheOtherParts() throws IOException {
        ModelFolder one = written(shape(256), "one", 1);

        assertThat(one.unet().blockOutChannels()).containsExactly(32, 32, 32, 32);
        assertThat(one.root().resolve("vae/config.json"))
                .hasSameBinaryContentAs(Face256.folder().resolve("vae/config.json"));
        assertThat(written(shape(256), "again", 1).contentHash()).isEqualTo(one.contentHash());
        assertThat(written(shape(256), "other", 2).contentHash()).isNotEqualTo(one.contentHash());
    }

    @Test
    void theShapeInTheProjectIsLessThanHalfOfFace256() {
        ModelFolder small = written(Path.of("../packaging/shapes/face-256-small"), "small", 0);

        assertThat(parameters(small)).isLessThan(parameters(ModelFolder.open(Face256.folder())) / 2);
        assertThat(small.trainedSize()).isEqualTo(256);
    }

    @Test
    void weightsAreSpreadAsPyTorchSpreadsThem() throws IOException {
        ModelFolder model = written(shape(256), "one", 1);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                WeightMap weights = model.openUnet(manager, DataType.FLOAT32)) {
            WeightMap resnet = weights.at("mid_block").at("resnets", 0);
            // 32 channels of 3 x 3 places, 128 of the timestep.
            assertUniform(resnet.at("conv1").tensor("weight", 32, 32, 3, 3), 1 / Math.sqrt(32 * 9));
            assertUniform(resnet.at("time_emb_proj").tensor("weight", 32, 128), 1 / Math.sqrt(128));
            assertUniform(weights.at("time_embedding").at("linear_2").tensor("bias", 128), 1 / Math.sqrt(128));
            assertThat(resnet.at("norm1").tensor("weight", 32).toFloatArray()).containsOnly(1);
            assertThat(resnet.at("norm1").tensor("bias", 32).toFloatArray()).containsOnly(0);
        }
    }

    @Test
    void aShapeThatDoesNotFitOrHasOtherNetworksIsRefused() throws IOException {
        assertThatThrownBy(() -> written(shape(768), "wide", 1))
                .isInstanceOf(EditException.class)
                .hasMessageContaining("text width");
        assertThatThrownBy(() -> written(folder.resolve("nowhere"), "none", 1))
                .isInstanceOf(EditException.class)
                .hasMessageContaining("nowhere/unet/config.json");
        Path whole = shape(256);
        Files.createDirectory(whole.resolve("vae"));
        assertThatThrownBy(() -> written(whole, "whole", 1))
                .isInstanceOf(EditException.class)
                .hasMessageContaining("only a U-Net");
        assertThat(folder.toFile().list()).allMatch(name -> name.startsWith("shape"));
    }

    private ModelFolder written(Path shape, String name, long seed) {
        FreshModel.write(shape, ModelFolder.open(Face256.folder()), folder.resolve(name), seed);
        return ModelFolder.open(folder.resolve(name));
    }

    private Path shape(int textWidth) throws IOException {
        return TinyShape.write(folder.resolve("shape" + textWidth), textWidth);
    }

    private static long parameters(ModelFolder model) {
        return GeneratedFile.shapes((ops, weights) -> new UNet2DConditionModel(ops, model.unet(), weights))
                .values()
                .stream()
                .mapToLong(GeneratedFile::elements)
                .sum();
    }

    private static void assertUniform(NDArray weights, double reach) {
        double energy = 0;
        for (float weight : weights.toFloatArray()) {
            assertThat(Math.abs(weight)).isLessThanOrEqualTo((float) (reach * 1.001));
            energy += weight * weight;
        }
        assertThat(Math.sqrt(energy / weights.size())).isCloseTo(reach / Math.sqrt(3), within(0.1 * reach));
    }
}
