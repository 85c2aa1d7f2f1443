package io.diffferv.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightMapTest {
    @TempDir
    private Path folder;

    private NDManager manager;

    @BeforeEach
    void openManager() {
        manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    @AfterEach
    void closeManager() {
        manager.close();
    }

    @Test
    void composesNamesOnTheWayDown() {
        try (WeightMap map = open(file("a")
                .tensor(
                        "down_blocks.0.resnets.1.conv.weight",
                        TensorType.F32,
                        List.of(2L, 1L),
                        () -> RawSafetensors.floats(1.5f, -2)))) {
            WeightMap resnet = map.at("down_blocks", 0).at("resnets").at("1");
            assertThat(resnet.has("conv")).isTrue();
            assertThat(resnet.has("conv.weight")).isTrue();
            assertThat(resnet.has("con")).isFalse();
            assertThat(resnet.has("conv_shortcut")).isFalse();
            NDArray weight = resnet.at("conv").tensor("weight", 2, 1);
            assertThat(weight.getShape()).isEqualTo(new Shape(2, 1));
            assertThat(weight.toFloatArray()).containsExactly(1.5f, -2);
            map.requireAllUsed();
        }
    }

    @Test
    void convertsHalvesExactly() {
        ByteBuffer halves = shorts(0x3c00, 0xc100, 0x0001, 0x7bff);
        ByteBuffer brains = shorts(0x3f80, 0xc020, 0x0001, 0x7f7f);
        try (WeightMap map = open(file("a")
                .tensor("f", TensorType.F16, List.of(4L), () -> halves)
                .tensor("b", TensorType.BF16, List.of(4L), () -> brains))) {
            assertThat(map.tensor("f", 4).toFloatArray()).containsExactly(1, -2.5f, 0x1p-24f, 65504);
            assertThat(map.tensor("b", 4).toFloatArray())
                    .containsExactly(1, -2.5f, Float.intBitsToFloat(0x10000), Float.intBitsToFloat(0x7f7f0000));
        }
    }

    @Test
    void loadsInHalfPrecisionWhenAsked() {
        Path path =
                write("a", file("a").tensor("w", TensorType.F32, List.of(2L), () -> RawSafetensors.floats(1, 2.5f)));
        try (WeightMap map = WeightMap.open(List.of(path), manager, DataType.FLOAT16)) {
            NDArray weight = map.tensor("w", 2);
            assertThat(weight.getDataType()).isEqualTo(DataType.FLOAT16);
            assertThat(weight.toType(DataType.FLOAT32, false).toFloatArray()).containsExactly(1, 2.5f);
        }
    }

    @Test
    void refusesBrainFloatsInMainMemory() {
        Path path = write("a", file("a"));
        assertThatThrownBy(() -> WeightMap.open(List.of(path), manager, DataType.BFLOAT16))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void arraysCanBeChangedAndOutliveTheFiles() {
        NDArray weight;
        try (WeightMap map =
                open(file("a").tensor("w", TensorType.F32, List.of(2L), () -> RawSafetensors.floats(1, 2)))) {
            weight = map.tensor("w", 2);
        }
        weight.addi(1);
        assertThat(weight.toFloatArray()).containsExactly(2, 3);
        assertThat(weight.getManager()).isSameAs(manager);
    }

    @Test
    void namesMissingAndMisshapenTensors() {
        try (WeightMap map =
                open(file("a").tensor("m.w", TensorType.F32, List.of(2L), () -> RawSafetensors.floats(1, 2)))) {
            refuses(() -> map.at("m").tensor("v", 3), "tensor m.v is missing", "shape [3]", "a.safetensors");
            refuses(() -> map.at("m").tensor("w", 1, 2), "tensor m.w", "expected [1, 2], found [2]");
            refuses(() -> map.at("m").tensor("w", 2, 1, 1, 1), "expected [2, 1, 1, 1], found [2]");
        }
    }

    @Test
    void refusesToReadIndicesAsWeightsAndDoesNotMissThem() {
        ByteBuffer ids = ByteBuffer.allocate(16);
        try (WeightMap map = open(file("a")
                .tensor("position_ids", TensorType.I64, List.of(2L), () -> ids)
                .tensor("double", TensorType.F64, List.of(2L), () -> ids))) {
            refuses(() -> map.tensor("position_ids", 2), "is no weight", "found I64");
            refuses(() -> map.tensor("double", 2), "is no weight", "found F64");
            assertThat(map.unused()).containsExactly("double");
            refuses(map::requireAllUsed, "1 tensors have no place in the network", "found double");
        }
    }

    @Test
    void joinsShardsAndRefusesDoubles() {
        SafetensorsWriter one = file("a").tensor("a", TensorType.F32, List.of(1L), () -> RawSafetensors.floats(1));
        SafetensorsWriter two = file("b").tensor("b", TensorType.F32, List.of(1L), () -> RawSafetensors.floats(2));
        List<Path> shards = List.of(write("1", one), write("2", two));
        try (WeightMap map = WeightMap.open(shards, manager, DataType.FLOAT32)) {
            assertThat(map.tensor("a", 1).getFloat()).isEqualTo(1);
            assertThat(map.tensor("b", 1).getFloat()).isEqualTo(2);
        }
        List<Path> twins = List.of(write("1", one), write("3", one));
        refuses(() -> WeightMap.open(twins, manager, DataType.FLOAT32), "tensor a is stored twice", "1.safetensors");
    }

    @Test
    void readsOldAutoencoderNamesAsLinearOrConvolution() {
        SafetensorsWriter old = file("vae")
                .tensor(
                        "encoder.mid_block.attentions.0.query.weight",
                        TensorType.F32,
                        List.of(2L, 1L),
                        () -> RawSafetensors.floats(1, 2))
                .tensor(
                        "encoder.mid_block.attentions.0.proj_attn.weight",
                        TensorType.F32,
                        List.of(2L, 1L, 1L, 1L),
                        () -> RawSafetensors.floats(3, 4))
                .tensor(
                        "encoder.mid_block.attentions.0.key.bias",
                        TensorType.F32,
                        List.of(1L),
                        () -> RawSafetensors.floats(5))
                .tensor(
                        "encoder.mid_block.attentions.0.value.bias",
                        TensorType.F32,
                        List.of(1L),
                        () -> RawSafetensors.floats(6));
        try (WeightMap map =
                StoredWeights.open(List.of(write("vae", old)), CanonicalNames.VAE, manager, DataType.FLOAT32)) {
            WeightMap attention = map.at("encoder").at("mid_block").at("attentions", 0);
            assertThat(attention.at("to_q").tensor("weight", 2, 1).toFloatArray())
                    .containsExactly(1, 2);
            assertThat(attention.at("to_out", 0).tensor("weight", 2, 1).toFloatArray())
                    .containsExactly(3, 4);
            assertThat(attention.at("to_k").tensor("bias", 1).getFloat()).isEqualTo(5);
            assertThat(attention.at("to_v").tensor("bias", 1).getFloat()).isEqualTo(6);
            map.requireAllUsed();
        }
    }

    @Test
    void dropsTheTextModelPrefix() {
        SafetensorsWriter prefixed = file("clip")
                .tensor(
                        "text_model.final_layer_norm.bias",
                        TensorType.F32,
                        List.of(1L),
                        () -> RawSafetensors.floats(7));
        try (WeightMap map =
                StoredWeights.open(List.of(write("clip", prefixed)), CanonicalNames.CLIP, manager, DataType.FLOAT32)) {
            assertThat(map.at("final_layer_norm").tensor("bias", 1).getFloat()).isEqualTo(7);
        }
    }

    private static SafetensorsWriter file(String remark) {
        return new SafetensorsWriter().metadata("test", remark);
    }

    private Path write(String name, SafetensorsWriter writer) {
        Path path = folder.resolve(name + ".safetensors");
        writer.write(path);
        return path;
    }

    private WeightMap open(SafetensorsWriter writer) {
        return WeightMap.open(List.of(write("a", writer)), manager, DataType.FLOAT32);
    }

    private static ByteBuffer shorts(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return bytes.flip();
    }

    private static void refuses(ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MODEL))
                .message()
                .contains(List.of(words));
    }
}
