package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.tensor.CpuThreads;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PipelineKeyTest {
    /** Sums are cut by the threads: what one number of them made is not taken from the cache for another. */
    @Test
    void aMachineIsKnownByItsKindAndItsThreads() {
        PipelineKey key = new PipelineKey(Path.of("/model"), PipelineKey.CPU, DataType.FLOAT32);
        int usual = CpuThreads.count();
        String machine = key.machine();
        try {
            CpuThreads.use(usual + 1);

            assertThat(key.machine()).isNotEqualTo(machine).startsWith("cpu-" + System.getProperty("os.arch"));
        } finally {
            CpuThreads.use(usual);
        }
        assertThat(key.machine()).isEqualTo(machine);
    }
}
