package io.diffferv.engine.metrics;

import io.diffferv.engine.video.RgbImage;
import java.util.Optional;
import java.util.OptionalDouble;

/** What faces say about an edit: identity, and whether the rest of the frame was left alone. */
final class FaceScores implements AutoCloseable {
    /** Share of its width and height by which the face box is enlarged on each side: hair and chin belong to a face. */
    static final float MARGIN = 0.25f;

    private final FaceDetector detector;
    private final Optional<FaceEmbedding> embedding;
    private final IdentityConsistency identity = new IdentityConsistency();
    private final Mean psnrOutside = new Mean();
    private int frames;
    private int skipped;

    FaceScores(MetricsOptions options) {
        detector = new FaceDetector(options.faceDetector().orElseThrow(), options.faceConfidence());
        try {
            embedding = options.faceEmbedding().map(onnx -> new FaceEmbedding(onnx, options.embeddingInput()));
        } catch (RuntimeException refused) {
            detector.close();
            throw refused;
        }
    }

    void add(RgbImage source, RgbImage edited) {
        frames++;
        Optional<Face> sourceFace = detector.largest(source);
        Optional<Face> editedFace = detector.largest(edited);
        sourceFace.ifPresent(face -> psnrOutside.add(psnrOutside(source, edited, face)));
        if (sourceFace.isEmpty() || editedFace.isEmpty()) {
            skipped++;
            identity.skip();
        } else if (embedding.isPresent()) {
            identity.add(
                    embedding.get().of(source, sourceFace.get()),
                    embedding.get().of(edited, editedFace.get()));
        }
    }

    MetricsReport.Faces scores() {
        return new MetricsReport.Faces(
                (double) skipped / frames,
                psnrOutside.orNull(),
                identity.similarity(),
                identity.local(),
                identity.global());
    }

    @Override
    public void close() {
        detector.close();
        embedding.ifPresent(FaceEmbedding::close);
    }

    /** Empty when the enlarged box covers the frame. */
    static OptionalDouble psnrOutside(RgbImage source, RgbImage edited, Face face) {
        int pixels = source.width() * source.height();
        double sum = 0;
        long count = 0;
        for (int i = 0; i < 3 * pixels; i++) {
            if (!face.covers(i % source.width(), i % pixels / source.width(), MARGIN)) {
                double difference = (double) edited.samples()[i] - source.samples()[i];
                sum += difference * difference;
                count++;
            }
        }
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(Psnr.ofSquaredError(sum / count));
    }
}
