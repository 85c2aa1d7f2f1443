package io.diffferv.engine.metrics;

import io.diffferv.engine.video.RgbImage;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.FaceDetectorYN;

/** Finds the largest face with a YuNet network (Wu et al. 2023) run by OpenCV. For one thread at a time. */
public final class FaceDetector implements AutoCloseable {
    /** Faces below this confidence are no faces, unless asked otherwise. */
    public static final float DEFAULT_CONFIDENCE = 0.6f;

    private static final float OVERLAP = 0.3f;
    private static final int CANDIDATES = 5000;

    /** The network sees frames at their own size up to this side; it was not trained on faces of a thousand pixels. */
    private static final int LONGEST_SIDE = 1280;

    /**
     * Smaller frames get a black border on the right and below: on maps of a single cell OpenCV 4.13 now and then reads
     * memory that nobody wrote, and finds faces there.
     */
    private static final int SHORTEST_SIDE = 64;

    /** Numbers per detection: box (4), landmarks (10), confidence. */
    private static final int COLUMNS = 15;

    private final OnnxFile file;
    private final FaceDetectorYN network;

    /**
     * @param onnx YuNet as ONNX, with or without a fixed input size
     * @param confidence least confidence, in (0, 1)
     * @throws io.diffferv.engine.failure.EditException MODEL when OpenCV cannot read the file
     */
    public FaceDetector(Path onnx, float confidence) {
        file = new OnnxFile(onnx, "face detection (YuNet)");
        network = file.use(() -> {
            try (Size size = new Size(LONGEST_SIDE, LONGEST_SIDE)) {
                return FaceDetectorYN.create(onnx.toString(), "", size, confidence, OVERLAP, CANDIDATES, 0, 0);
            }
        });
    }

    /** The face with the largest box, or empty. */
    public Optional<Face> largest(RgbImage image) {
        float scale = Math.min(1, (float) LONGEST_SIDE / Math.max(image.width(), image.height()));
        RgbImage seen = image.resized(scaled(image.width(), scale), scaled(image.height(), scale));
        try (Mat frame = bgr(seen);
                Size size = frame.size();
                Mat found = new Mat()) {
            file.use(() -> {
                network.setInputSize(size);
                return network.detect(frame, found);
            });
            return faces(found, 1 / scale).stream()
                    .filter(face -> face.overlaps(image.width(), image.height()))
                    .max(Comparator.comparing(Face::area));
        }
    }

    @Override
    public void close() {
        network.close();
    }

    private static List<Face> faces(Mat found, float scale) {
        if (found.empty()) {
            return List.of();
        }
        FloatBuffer numbers = found.createBuffer();
        return IntStream.range(0, found.rows())
                .mapToObj(row -> face(numbers, row * COLUMNS, scale))
                .toList();
    }

    private static Face face(FloatBuffer numbers, int at, float scale) {
        List<Face.Landmark> landmarks = IntStream.range(0, Face.LANDMARKS)
                .mapToObj(i ->
                        new Face.Landmark(scale * numbers.get(at + 4 + 2 * i), scale * numbers.get(at + 5 + 2 * i)))
                .toList();
        return new Face(
                scale * numbers.get(at),
                scale * numbers.get(at + 1),
                scale * numbers.get(at + 2),
                scale * numbers.get(at + 3),
                landmarks,
                numbers.get(at + 14));
    }

    private static int scaled(int side, float scale) {
        return Math.max(1, Math.round(side * scale));
    }

    /** Interleaved 8-bit blue, green, red, as OpenCV wants it; owned by the caller. */
    private static Mat bgr(RgbImage image) {
        int rows = Math.max(SHORTEST_SIDE, image.height());
        int columns = Math.max(SHORTEST_SIDE, image.width());
        Mat mat = new Mat(rows, columns, opencv_core.CV_8UC3, Scalar.all(0));
        ByteBuffer bytes = mat.createBuffer();
        for (int y = 0; y < image.height(); y++) {
            bytes.position(3 * y * columns);
            for (int x = 0; x < image.width(); x++) {
                for (int channel = 2; channel >= 0; channel--) {
                    float value = Math.min(1, Math.max(0, image.at(channel, y, x)));
                    bytes.put((byte) Math.round(255 * value));
                }
            }
        }
        return mat;
    }
}
