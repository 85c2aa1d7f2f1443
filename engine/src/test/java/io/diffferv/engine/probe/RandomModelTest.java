package io.diffferv.engine.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.Face256;
import io.diffferv.engine.weights.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomModelTest {
    private static final RandomModel.Sizes SMALL = new RandomModel.Sizes(
            Map.of("block_out_channels", List.of(32, 32, 64, 64), "cross_attention_dim", 32),
            Map.of("block_out_channels", List.of(16, 16, 32, 32)),
            Map.of("hidden_size", 32, "intermediate_size", 64, "num_hidden_layers", 1));

    @TempDir
    Path folder;

    @Test
    void isAWholeModelAndFollowsTheSeed() throws IOException {
        ModelFolder one = written("one", 1);
        ModelProbe.load(one);

        assertThat(written("again", 1).contentHash()).isEqualTo(one.contentHash());
        assertThat(written("other", 2).contentHash()).isNotEqualTo(one.contentHash());
    }

    private ModelFolder written(String name, long seed) throws IOException {
        RandomModel.write(ModelFolder.open(Face256.folder()), folder.resolve(name), SMALL, seed);
        return ModelFolder.open(folder.resolve(name));
    }
}
