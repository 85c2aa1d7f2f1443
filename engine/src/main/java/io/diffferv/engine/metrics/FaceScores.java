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
    private final Mean change = new Mean();
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

    FrameScore.Faces add(RgbImage source, RgbImage edited) {
        frames++;
        Optional<Face> sourceFace = detector.largest(source);
        Optional<Face> editedFace = detector.largest(edited);
        Double alike = similarity(source, sourceFace, edited, editedFace);
        if (sourceFace.isEmpty()) {
            return FrameScore.Faces.NONE;
        }
        Split split = Split.of(source, edited, sourceFace.get());
        psnrOutside.add(split.psnrOutside());
        change.add(split.change());
        return new FrameScore.Faces(orNull(split.psnrOutside()), orNull(split.change()), alike);
    }

    private Double similarity(RgbImage source, Optional<Face> sourceFace, RgbImage edited, Optional<Face> editedFace) {
        if (sourceFace.isEmpty() || editedFace.isEmpty()) {
            skipped++;
            identity.skip();
            return null;
        }
        return embedding
                .map(network ->
                        identity.add(network.of(source, sourceFace.get()), network.of(edited, editedFace.get())))
                .orElse(null);
    }

    private static Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    MetricsReport.Faces scores() {
        return new MetricsReport.Faces(
                (double) skipped / frames,
                psnrOutside.orNull(),
                change.orNull(),
                identity.similarity(),
                identity.local(),
                identity.global());
    }

    @Override
    public void close() {
        detector.close();
        embedding.ifPresent(FaceEmbedding::close);
    }

    /**
     * The difference of two pictures, by where it is.
     *
     * @param psnrOutside in dB, of the pixels outside the enlarged face box; empty when it covers the frame
     * @param change root mean square difference inside the box itself; empty when no pixel lies in it
     */
    record Split(OptionalDouble psnrOutside, OptionalDouble change) {
        static Split of(RgbImage source, RgbImage edited, Face face) {
            int pixels = source.width() * source.height();
            double outside = 0;
            long countOutside = 0;
            double inside = 0;
            long countInside = 0;
            for (int i = 0; i < 3 * pixels; i++) {
                int column = i % source.width();
                int row = i % pixels / source.width();
                double difference = (double) edited.samples()[i] - source.samples()[i];
                if (face.covers(column, row, 0)) {
                    inside += difference * difference;
                    countInside++;
                } else if (!face.covers(column, row, MARGIN)) {
                    outside += difference * difference;
                    countOutside++;
                }
            }
            return new Split(
                    countOutside == 0
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(Psnr.ofSquaredError(outside / countOutside)),
                    countInside == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(inside / countInside)));
        }
    }
}
