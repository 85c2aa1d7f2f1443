package io.diffferv.engine.tensor.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** On the CPU, where what an address leads to can be read. */
class DeviceAddressTest {
    @Test
    void leadsToATensorsValues() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray floats = manager.create(new float[] {1.5f, -2, 3});
            NDArray integers = manager.create(new int[] {7, 8});
            NDArray halves = manager.create(new float[] {1, 2}).toType(DataType.FLOAT16, true);
            DeviceAddress.bind(Path.of(LibUtils.getLibtorchPath()));

            assertThat(new Pointer(DeviceAddress.of(floats)).getFloatArray(0, 3))
                    .containsExactly(1.5f, -2, 3);
            assertThat(new Pointer(DeviceAddress.of(floats.get("1:"))).getFloat(0))
                    .isEqualTo(-2);
            assertThat(new Pointer(DeviceAddress.of(integers)).getIntArray(0, 2))
                    .containsExactly(7, 8);
            assertThat(new Pointer(DeviceAddress.of(halves)).getShort(0)).isEqualTo((short) 0x3c00);
            assertThat(DeviceAddress.orNull(null)).isZero();
            assertThatThrownBy(() -> DeviceAddress.of(manager.create(new Shape(1), DataType.INT64)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("int64");
        }
    }
}
