package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.temporal.WindowPlan;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** libtorch's own words, as its CUDA and CPU allocators and its error checks write them. */
class EngineFailureTest {
    private static final EditPlan PLAN =
            new EditPlan(Tiny.settings(), new WindowPlan(16, 2), 512, 512, 50, 1, 20, 8, false);

    @ParameterizedTest
    @CsvSource({
        "0, OUT_OF_MEMORY, 'CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total capacity of 7.79 GiB'",
        "0, OUT_OF_MEMORY, 'CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`'",
        "-1, OUT_OF_MEMORY, '[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can''t allocate memory'",
        "0, TRY_AGAIN, 'CUDA error: unspecified launch failure'",
        "0, TRY_AGAIN, 'CUDA error: GPU is lost. Reboot the system to recover this GPU'",
        "0, TRY_AGAIN, 'Unexpected error from cudaGetDeviceCount(): CUDA driver version is insufficient'",
    })
    void whatMemoryAndCardsDoIsForTheUserToRead(int gpu, FailureCode code, String message) {
        RuntimeException told = failure(gpu).of(new EngineException(message + "\nat a line of C++"));

        assertThat(told)
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(told.getMessage()).doesNotContain("\n").contains("the model on");
    }

    @Test
    void anythingElseIsADefect() {
        EngineException defect = new EngineException("The size of tensor a (3) must match the size of tensor b (4)");

        assertThat(failure(0).of(defect)).isSameAs(defect);
        assertThat(failure(0).of(new EngineException((String) null))).isInstanceOf(EngineException.class);
    }

    private static EngineFailure failure(int gpu) {
        return new EngineFailure(new PipelineKey(Path.of("model"), gpu, DataType.FLOAT16), PLAN);
    }
}
