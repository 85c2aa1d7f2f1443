package io.diffferv.engine.edit;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import com.sun.management.OperatingSystemMXBean;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.weights.UNetConfig;
import io.diffferv.engine.weights.VaeConfig;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/**
 * How many images fit into the networks at once. The numbers of live values per place were measured as peak memory over
 * batch size, and rounded up.
 *
 * @param bytes for activations, weights already taken off
 */
record MemoryBudget(long bytes, UNetConfig unet, VaeConfig vae, int unetBytes) {
    /** Values alive in a U-Net layer at once, in units of its finest level's channels, for one image of a slice. */
    private static final int UNET_LIVE = 32;

    /** Values alive across the U-Net for one image of the batch: skips and what waits for its slice. */
    private static final int UNET_RESIDENT = 20;

    /** Values alive in the autoencoder at once, in units of its finest level's channels, for one picture. */
    private static final int VAE_LIVE = 8;

    /** Branches of a sampling step: source, negative, positive. */
    private static final int BRANCHES = 3;

    /** A slice this large keeps every core busy; more only adds to the memory. */
    private static final int CPU_IMAGES = 6;

    private static final double SHARE_OF_MACHINE = 0.5;
    private static final double SHARE_OF_CARD = 0.8;

    static MemoryBudget of(OptionalLong asked, EditPipeline pipeline) {
        PipelineKey key = pipeline.key();
        long total = asked.orElseGet(() -> available(key));
        long weights = pipeline.model().folder().weightFiles().stream()
                .mapToLong(file -> file.toFile().length())
                .sum();
        // fp32 weights take twice their fp16 file.
        long left = total - weights * 2;
        return new MemoryBudget(
                left,
                pipeline.model().folder().unet(),
                pipeline.model().folder().vae(),
                key.precision().getNumOfBytes());
    }

    private static long available(PipelineKey key) {
        if (key.onGpu()) {
            return (long) (SHARE_OF_CARD
                    * CudaUtils.getGpuMemory(Device.gpu(key.gpu())).getMax());
        }
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return (long) (SHARE_OF_MACHINE * machine.getTotalMemorySize());
    }

    /**
     * @param frames seen at once
     * @return images of a slice, at least 1
     * @throws EditException {@code OUT_OF_MEMORY} when not even one fits
     */
    int images(int width, int height, int frames) {
        long place = (long) unet.blockOutChannels().get(0) * unetBytes * (width / 8) * (height / 8);
        long left = bytes - place * UNET_RESIDENT * BRANCHES * frames;
        long images = left / (place * UNET_LIVE);
        if (images < 1) {
            throw new EditException(
                    FailureCode.OUT_OF_MEMORY,
                    new Problem(
                            "the memory is too small for %d frames of %dx%d".formatted(frames, width, height),
                            EditOption.MEMORY.flag(),
                            "%d MiB more".formatted((place * UNET_LIVE - left >> 20) + 1),
                            "%d MiB beside the model".formatted(bytes >> 20),
                            "give more, or a smaller --working-size or --chunk"));
        }
        return (int) Math.min(images, (long) BRANCHES * frames + frames);
    }

    /** Pictures in the autoencoder at once, at least 1. */
    int pictures(int width, int height) {
        long place = (long) vae.blockOutChannels().get(0) * Float.BYTES * width * height;
        return (int) Math.max(1, Math.min(bytes / (place * VAE_LIVE), 64));
    }
}
