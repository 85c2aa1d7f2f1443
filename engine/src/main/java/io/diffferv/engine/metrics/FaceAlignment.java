package io.diffferv.engine.metrics;

import io.diffferv.engine.flow.Bilinear;
import io.diffferv.engine.video.RgbImage;
import java.util.List;

/**
 * The 112 x 112 crop that face embeddings are trained on: the similarity transform that brings the five landmarks
 * closest, in the sense of least squares, to ArcFace's reference positions.
 */
final class FaceAlignment {
    /** Side of the crop in pixels. */
    static final int SIDE = 112;

    /** Left eye, right eye, nose, left and right mouth corner in the crop (Deng et al. 2019). */
    private static final List<Face.Landmark> REFERENCE = List.of(
            new Face.Landmark(38.2946f, 51.6963f),
            new Face.Landmark(73.5318f, 51.5014f),
            new Face.Landmark(56.0252f, 71.7366f),
            new Face.Landmark(41.5493f, 92.3655f),
            new Face.Landmark(70.7299f, 92.2041f));

    private FaceAlignment() {}

    /** Planar RGB {@code [3, 112, 112]} in [0, 1], black where the crop leaves the frame. */
    static float[] crop(RgbImage image, Face face) {
        // With centred positions as complex numbers, the least-squares transform is crop = a * frame with
        // a = sum(conj(frame) * crop) / sum(|frame|^2). The crop is filled through its inverse, 1 / a.
        Face.Landmark from = centre(REFERENCE);
        Face.Landmark to = centre(face.landmarks());
        double real = 0;
        double imaginary = 0;
        double spread = 0;
        for (int i = 0; i < REFERENCE.size(); i++) {
            double u = REFERENCE.get(i).x() - from.x();
            double v = REFERENCE.get(i).y() - from.y();
            double x = face.landmarks().get(i).x() - to.x();
            double y = face.landmarks().get(i).y() - to.y();
            real += u * x + v * y;
            imaginary += u * y - v * x;
            spread += x * x + y * y;
        }
        double inverse = spread / (real * real + imaginary * imaginary);
        real *= inverse;
        imaginary *= inverse;
        float[] crop = new float[3 * SIDE * SIDE];
        for (int i = 0; i < crop.length; i++) {
            double u = i % SIDE - from.x();
            double v = i / SIDE % SIDE - from.y();
            crop[i] = Bilinear.sample(
                    image.samples(),
                    i / (SIDE * SIDE) * image.width() * image.height(),
                    image.width(),
                    image.height(),
                    (float) (real * u - imaginary * v + to.x()),
                    (float) (imaginary * u + real * v + to.y()));
        }
        return crop;
    }

    private static Face.Landmark centre(List<Face.Landmark> landmarks) {
        double x = landmarks.stream().mapToDouble(Face.Landmark::x).average().orElseThrow();
        double y = landmarks.stream().mapToDouble(Face.Landmark::y).average().orElseThrow();
        return new Face.Landmark((float) x, (float) y);
    }
}
