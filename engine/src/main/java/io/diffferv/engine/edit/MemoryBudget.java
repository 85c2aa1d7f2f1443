package io.diffferv.engine.edit;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import com.sun.management.OperatingSystemMXBean;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.weights.ModelFolder;
import io.diffferv.engine.weights.UNetConfig;
import io.diffferv.engine.weights.VaeConfig;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/**
 * How many images fit into the networks at once. Activations are counted in places: the finest level's channels at all
 * positions of one image. Their numbers bound from above what peak resident memory showed on face-256 at 320x256 and
 * 512x512, split in one, in four and not at all ({@code MemoryBudgetTest}). Whole edits by the command line, two
 * pictures at once, had 1243 MiB at 320x256 with 12 frames seen and 1927 MiB at 512x512 with 4; the sum of everything
 * counted here is a fifth more.
 *
 * @param bytes for activations; weights, and on a CPU the program and its heap, already taken off
 * @param onGpu whether these are bytes of a card
 * @param numberBytes of a number in the networks
 */
record MemoryBudget(long bytes, boolean onGpu, UNetConfig unet, VaeConfig vae, int numberBytes) {
    /** Places alive in a U-Net layer, for one image of a slice. */
    private static final int UNET_LIVE = 33;

    /** Places alive across the U-Net, for one image of the batch: skips and what waits for its slice. */
    private static final int UNET_RESIDENT = 24;

    /** Places alive in the autoencoder, for one picture. */
    private static final int VAE_LIVE = 9;

    /** Places that the autoencoder takes besides, however many pictures there are. */
    private static final int VAE_ONCE = 8;

    /** Branches of a sampling step: source, negative, positive. */
    private static final int BRANCHES = 3;

    /** A slice this large keeps every core busy; more only adds to the memory. */
    private static final int CPU_IMAGES = 4;

    /** Pixels that do so as well, of more images than that where they are small. */
    private static final int CPU_PIXELS = CPU_IMAGES * 320 * 256;

    private static final int CPU_PICTURES = 1;

    /** More of them at once would be no faster. */
    private static final int GPU_PICTURES = 8;

    /** Java, libtorch, FFmpeg and OpenCV with their own buffers. */
    private static final long PROGRAM = 500L << 20;

    /** Working pictures on the Java heap for each frame of a chunk, with what waits to be collected. */
    private static final int HEAP_PICTURES = 32;

    /** Bytes for a pixel of the source: each frame of a chunk in its own samples, and the one being composited. */
    private static final int FRAME_BYTES = 6;

    private static final int COMPOSITE_BYTES = 120;

    private static final double SHARE_OF_MACHINE = 0.5;
    private static final double SHARE_OF_CARD = 0.8;

    /**
     * @param asked bytes that everything together may take: the process on a CPU, the card's memory on a GPU
     * @param size working size
     * @param seen frames of a chunk and its halo
     * @param sourcePixels of a frame of the source
     */
    static MemoryBudget of(
            OptionalLong asked,
            PipelineKey key,
            ModelFolder model,
            WorkingSize.Resolved size,
            int seen,
            long sourcePixels) {
        long total = asked.orElseGet(() -> available(key));
        long weights = model.weightFiles().stream()
                .mapToLong(file -> file.toFile().length())
                .sum();
        // fp32 weights take twice their fp16 file, and a CPU's mapped files are resident beside them.
        long left = total - weights * 2;
        if (!key.onGpu()) {
            left -= PROGRAM + heap(size, seen, sourcePixels);
        }
        return new MemoryBudget(
                left, key.onGpu(), model.unet(), model.vae(), key.precision().getNumOfBytes());
    }

    private static long heap(WorkingSize.Resolved size, int seen, long sourcePixels) {
        long picture = 3L * Float.BYTES * size.width() * size.height();
        long wanted = seen * (HEAP_PICTURES * picture + FRAME_BYTES * sourcePixels) + COMPOSITE_BYTES * sourcePixels;
        return Math.min(wanted, Runtime.getRuntime().maxMemory());
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
        int cpuImages = Math.max(CPU_IMAGES, CPU_PIXELS / (width * height));
        int most = onGpu ? (BRANCHES + 1) * frames : Math.min(cpuImages, BRANCHES * frames);
        for (int images = most; images >= 1; images--) {
            if (unetPeak(width, height, frames, images) <= bytes) {
                return images;
            }
        }
        throw new EditException(
                FailureCode.OUT_OF_MEMORY,
                new Problem(
                        "the memory is too small for %d frames of %dx%d".formatted(frames, width, height),
                        EditOption.MEMORY.flag(),
                        "%d MiB more".formatted((unetPeak(width, height, frames, 1) - bytes >> 20) + 1),
                        "%d MiB beside the program and the model".formatted(Math.max(0, bytes >> 20)),
                        "give more, or a smaller --working-size or --chunk"));
    }

    /**
     * What is left for a U-Net beside the source's features of {@code frames}.
     *
     * @param features bytes, see {@link KeptSource}
     * @throws EditException {@code OUT_OF_MEMORY} when not even one image fits beside them
     */
    MemoryBudget keeping(long features, int width, int height, int frames) {
        long missing = features + unetPeak(width, height, frames, 1) - bytes;
        if (missing > 0 && missing <= features) {
            throw new EditException(
                    FailureCode.OUT_OF_MEMORY,
                    new Problem(
                            "the memory is too small to keep the source's features of %d frames of %dx%d"
                                    .formatted(frames, width, height),
                            EditOption.KEEP_FEATURES.flag(),
                            "%d MiB more, %d MiB of all for features".formatted((missing >> 20) + 1, features >> 20),
                            "%d MiB beside the program and the model".formatted(bytes >> 20),
                            "give more " + EditOption.MEMORY.flag() + ", a smaller " + EditOption.CHUNK.flag() + " or "
                                    + EditOption.WORKING_SIZE.flag()
                                    + ", or leave it off to have them computed again"));
        }
        return new MemoryBudget(bytes - features, onGpu, unet, vae, numberBytes);
    }

    /** Whether {@code features} bytes of the source's fit beside {@code images} in the U-Net at once. */
    boolean holds(long features, int width, int height, int frames, int images) {
        return features <= bytes - unetPeak(width, height, frames, images);
    }

    /** Pictures in the autoencoder at once, at least 1. */
    int pictures(int width, int height) {
        int pictures = onGpu ? GPU_PICTURES : CPU_PICTURES;
        while (pictures > 1 && vaePeak(width, height, pictures) > bytes) {
            pictures--;
        }
        return pictures;
    }

    /** Most bytes of activations while all branches of {@code frames} pass the U-Net, {@code images} at once. */
    long unetPeak(int width, int height, int frames, int images) {
        long place = (long) unet.blockOutChannels().get(0) * numberBytes * (width / 8) * (height / 8);
        return place * ((long) UNET_RESIDENT * BRANCHES * frames + (long) UNET_LIVE * images);
    }

    /** Most bytes of activations while {@code pictures} pass the autoencoder at once. */
    long vaePeak(int width, int height, int pictures) {
        long place = (long) vae.blockOutChannels().get(0) * numberBytes * width * height;
        return place * (VAE_ONCE + (long) VAE_LIVE * pictures);
    }
}
