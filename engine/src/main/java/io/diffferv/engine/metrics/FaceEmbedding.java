package io.diffferv.engine.metrics;

import io.diffferv.engine.video.RgbImage;
import java.nio.file.Path;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_dnn.Net;

/** Identity of a face as a unit vector, by an ONNX network run by OpenCV. For one thread at a time. */
public final class FaceEmbedding implements AutoCloseable {
    private final OnnxFile file;
    private final EmbeddingInput input;
    private final Net network;

    /**
     * @param onnx network from {@code [1, 3, 112, 112]} RGB to one vector; external data files are not followed
     * @throws io.diffferv.engine.failure.EditException MODEL when OpenCV cannot read the file
     */
    public FaceEmbedding(Path onnx, EmbeddingInput input) {
        this.file = new OnnxFile(onnx, "face identity with 112 x 112 RGB input");
        this.input = input;
        this.network = file.use(() -> opencv_dnn.readNetFromONNX(onnx.toString()));
    }

    /** The embedding of a detected face, of length 1; similarity of two is their dot product. */
    public float[] of(RgbImage image, Face face) {
        float[] crop = FaceAlignment.crop(image, face);
        input.normalise(crop);
        float[] vector = forward(crop);
        double norm = Math.sqrt(dot(vector, vector));
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / norm);
        }
        return vector;
    }

    @Override
    public void close() {
        network.close();
    }

    /** The network alone, {@code [3, 112, 112]} as it wants it. */
    float[] forward(float[] crop) {
        int[] shape = {1, 3, FaceAlignment.SIDE, FaceAlignment.SIDE};
        try (FloatPointer values = new FloatPointer(crop);
                Mat blob = new Mat(shape, opencv_core.CV_32F, values);
                Mat output = file.use(() -> {
                    network.setInput(blob);
                    return network.forward();
                });
                FloatPointer numbers = new FloatPointer(output.data())) {
            float[] vector = new float[Math.toIntExact(output.total())];
            numbers.get(vector);
            return vector;
        }
    }

    static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
