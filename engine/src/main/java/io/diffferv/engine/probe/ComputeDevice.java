package io.diffferv.engine.probe;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.cuda.CudaUtils;
import io.diffferv.engine.edit.PipelineKey;
import java.util.Arrays;

/** The device of a pipeline as a stopwatch sees it. Any thread may ask for the memory; one at a time for the rest. */
public final class ComputeDevice implements AutoCloseable {
    private static final int GPU_SIDE = 8192;
    private static final int CPU_SIDE = 1024;

    /** Products between two looks at the clock: one alone would count the wait for its result as well. */
    private static final int GPU_PRODUCTS = 10;

    private static final int CPU_PRODUCTS = 1;
    private static final int SAMPLES = 7;

    private final PipelineKey key;
    private final NDManager manager;
    private final NDArray marker;

    /** @param key its device, and the number format to multiply in */
    public ComputeDevice(PipelineKey key) {
        this.key = key;
        this.manager = NDManager.newBaseManager(key.device(), "PyTorch");
        this.marker = manager.zeros(new Shape(1));
    }

    /** Waits until everything that was handed to the device is done; nothing to wait for on a CPU. */
    public void await() {
        if (key.onGpu()) {
            // A copy to the host queues behind it.
            marker.toFloatArray();
        }
    }

    /** Bytes in use on the card, by all processes together; 0 on a CPU. */
    public long usedBytes() {
        return key.onGpu() ? CudaUtils.getGpuMemory(Device.gpu(key.gpu())).getCommitted() : 0;
    }

    /** Floating-point operations per second of a large matrix product in the U-Net's number format: the median. */
    public double matmulRate() {
        int side = key.onGpu() ? GPU_SIDE : CPU_SIDE;
        int products = key.onGpu() ? GPU_PRODUCTS : CPU_PRODUCTS;
        double[] seconds = new double[SAMPLES];
        try (NDManager own = manager.newSubManager()) {
            NDArray a = random(own, side);
            NDArray b = random(own, side);
            multiply(a, b, products);
            for (int i = 0; i < SAMPLES; i++) {
                seconds[i] = multiply(a, b, products);
            }
        }
        Arrays.sort(seconds);
        return 2.0 * side * side * side * products / seconds[SAMPLES / 2];
    }

    private NDArray random(NDManager own, int side) {
        try (NDArray whole = own.randomNormal(new Shape(side, side), DataType.FLOAT32)) {
            return whole.toType(key.precision(), true);
        }
    }

    private double multiply(NDArray a, NDArray b, int products) {
        await();
        long start = System.nanoTime();
        for (int i = 0; i < products; i++) {
            a.matMul(b).close();
        }
        await();
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() {
        manager.close();
    }
}
