package io.diffferv.bridge.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskIndexTest {
    @ParameterizedTest
    @CsvSource({
        "SLURM_ARRAY_TASK_ID, 3, 3",
        "JOB_COMPLETION_INDEX, 0, 0",
        "AWS_BATCH_JOB_ARRAY_INDEX, 2, 2",
        "AF_TASK_ID, 1, 1",
        "CUE_IFRAME, 4, 4",
        "PBS_ARRAY_INDEX, 3, 3",
        "SGE_TASK_ID, 1, 0",
        "LSB_JOBINDEX, 5, 4",
        "BATCH_TASK_INDEX, 3, 3",
        "CLOUD_RUN_TASK_INDEX, 3, 3"
    })
    void everySchedulerSaysItInItsOwnWay(String variable, String value, int index) {
        assertThat(TaskIndex.of(null, Map.of(variable, value), 5)).isEqualTo(index);
    }

    @Test
    void theOptionGoesFirst() {
        assertThat(TaskIndex.of(1, Map.of("SLURM_ARRAY_TASK_ID", "3"), 5)).isEqualTo(1);
    }

    @Test
    void aSingleTaskNeedsNoNumber() {
        assertThat(TaskIndex.of(null, Map.of("SGE_TASK_ID", "undefined"), 1)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"SGE_TASK_ID, undefined", "SGE_TASK_ID, 0", "SLURM_ARRAY_TASK_ID, 5", "SLURM_ARRAY_TASK_ID, -1"})
    void aNumberThatIsNone(String variable, String value) {
        assertThatThrownBy(() -> TaskIndex.of(null, Map.of(variable, value), 5)).hasMessageContaining(variable);
    }
}
