package io.diffferv.engine.edit;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.util.cuda.CudaUtils;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.tensor.Architecture;
import io.diffferv.engine.tensor.CpuThreads;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What makes two pipelines interchangeable.
 *
 * @param model folder in diffusers layout
 * @param gpu ordinal of the card, or {@link #CPU}
 * @param precision of the U-Net
 */
public record PipelineKey(Path model, int gpu, DataType precision) {
    /** In place of a card's ordinal. */
    public static final int CPU = -1;

    /**
     * The key that settings ask for on this machine.
     *
     * @param model folder that {@link EditSettings#model} stands for
     * @throws EditException {@code BAD_REQUEST} when a GPU is asked for and there is none, or a 16-bit format on a CPU
     */
    public static PipelineKey of(Path model, EditSettings settings) {
        boolean present = CudaUtils.hasCuda() && CudaUtils.getGpuCount() > 0;
        if (settings.device() == DeviceChoice.GPU && !present) {
            throw refused(EditOption.DEVICE, "a CUDA card", "none", "leave the option out or give cpu");
        }
        boolean gpu = present && settings.device() != DeviceChoice.CPU;
        DataType precision = switch (settings.precision()) {
            case AUTO -> gpu ? DataType.FLOAT16 : DataType.FLOAT32;
            case FP32 -> DataType.FLOAT32;
            case FP16 -> DataType.FLOAT16;
        };
        if (!gpu && precision != DataType.FLOAT32) {
            throw refused(EditOption.PRECISION, "fp32 on a CPU", precision.toString(), "leave the option out");
        }
        return new PipelineKey(model.toAbsolutePath().normalize(), gpu ? 0 : CPU, precision);
    }

    private static EditException refused(EditOption option, String expected, String found, String remedy) {
        return new EditException(
                FailureCode.BAD_REQUEST,
                new Problem("this machine cannot do it", option.flag(), expected, found, remedy));
    }

    public boolean onGpu() {
        return gpu != CPU;
    }

    /** For people, such as {@code cpu, float32}. */
    public String describe() {
        String device = onGpu() ? "gpu " + gpu : "cpu";
        return device + ", " + precision.toString().toLowerCase(Locale.ROOT);
    }

    public Device device() {
        return onGpu() ? Device.gpu(gpu) : Device.cpu();
    }

    /** What decides results to the last bit beside the numbers themselves: homes may be shared by unlike machines. */
    String machine() {
        return Architecture.of(device()) + (onGpu() ? "" : ", %d threads".formatted(CpuThreads.count()));
    }
}
