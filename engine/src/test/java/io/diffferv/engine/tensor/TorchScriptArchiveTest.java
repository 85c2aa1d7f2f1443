package io.diffferv.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TorchScriptArchiveTest {
    private static final String DOUBLING = """
            class Doubling(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def twice(self: __torch__.Doubling, x: Tensor) -> Tensor:
                return torch.add(x, x)
            """;

    @Test
    void libtorchRunsWhatWasPacked() throws IOException {
        try (PtNDManager manager = (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
                PtSymbolBlock module = load(manager, TorchScriptArchive.pack("Doubling", DOUBLING));
                IValue x = IValue.from((PtNDArray) manager.create(new float[] {1.5f, -2}));
                IValue result = IValueUtils.runMethod(module, "twice", x)) {
            assertThat(result.toTensor(manager).toFloatArray()).containsExactly(3, -4);
        }
    }

    @Test
    void theSameSourceIsPackedIntoTheSameBytes() {
        assertThat(TorchScriptArchive.pack("Doubling", DOUBLING))
                .isEqualTo(TorchScriptArchive.pack("Doubling", DOUBLING));
    }

    @Test
    void libtorchRefusesASourceThatIsNoTorchScript() {
        byte[] archive = TorchScriptArchive.pack("Doubling", DOUBLING.replace("torch.add", "torch.no_such_function"));
        try (PtNDManager manager = (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            assertThatThrownBy(() -> load(manager, archive)).isInstanceOf(EngineException.class);
        }
    }

    private static PtSymbolBlock load(PtNDManager manager, byte[] archive) throws IOException {
        return JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
    }
}
