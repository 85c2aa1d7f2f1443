package io.diffferv.engine.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Identity of a clip against its source: similarity per frame, and TL-ID and TG-ID, which compare how alike frames of
 * the edit are to each other with how alike the source's are (Tzaban et al. 2022, method.md N). Keeps one vector per
 * frame and clip, some hundred numbers.
 */
final class IdentityConsistency {
    private final List<Optional<Pair>> frames = new ArrayList<>();

    private record Pair(float[] source, float[] edited) {}

    /**
     * The next frame, with unit vectors.
     *
     * @return their cosine
     */
    double add(float[] source, float[] edited) {
        frames.add(Optional.of(new Pair(source, edited)));
        return FaceEmbedding.dot(source, edited);
    }

    /** The next frame, in which a face is missing. */
    void skip() {
        frames.add(Optional.empty());
    }

    /** Mean cosine of source and edited frame, or null without faces. */
    Double similarity() {
        Mean mean = new Mean();
        for (Optional<Pair> frame : frames) {
            frame.ifPresent(pair -> mean.add(FaceEmbedding.dot(pair.source(), pair.edited())));
        }
        return mean.orNull();
    }

    /** TL-ID: the ratio of edited to source similarity between neighbours; null without two faces in a row. */
    Double local() {
        return meanRatio(1);
    }

    /** TG-ID: the same ratio between all frames; null without two faces. */
    Double global() {
        return meanRatio(frames.size());
    }

    /** Mean over frame pairs at most {@code reach} apart; the ratio is symmetric, so each pair is taken once. */
    private Double meanRatio(int reach) {
        Mean mean = new Mean();
        for (int i = 0; i < frames.size(); i++) {
            for (int j = i + 1; j < frames.size() && j - i <= reach; j++) {
                if (frames.get(i).isPresent() && frames.get(j).isPresent()) {
                    Pair a = frames.get(i).get();
                    Pair b = frames.get(j).get();
                    mean.add(FaceEmbedding.dot(a.edited(), b.edited()) / FaceEmbedding.dot(a.source(), b.source()));
                }
            }
        }
        return mean.orNull();
    }
}
