package io.diffferv.engine.edit;

import io.diffferv.engine.flow.CheckedFlow;
import io.diffferv.engine.flow.FlowConsistency;
import io.diffferv.engine.flow.FlowEstimator;
import io.diffferv.engine.flow.FlowPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Motion between frames of a clip, estimated when it is first asked for. */
final class ClipFlow {
    private record Pair(int first, int second) {}

    private final FlowEstimator estimator;
    private final Clip clip;
    private final Map<Pair, FlowPair> pairs = new ConcurrentHashMap<>();
    private final Map<Pair, boolean[]> occlusions = new ConcurrentHashMap<>();

    ClipFlow(FlowEstimator estimator, Clip clip) {
        this.estimator = estimator;
        this.clip = clip;
    }

    /**
     * Motion from frame {@code i} to frame {@code j} and back; from any thread where the estimator allows it, or once it
     * is {@link #prepare}d.
     */
    FlowPair between(int i, int j) {
        return i < j ? estimated(new Pair(i, j)) : estimated(new Pair(j, i)).reversed();
    }

    /** Pixels of frame {@code i} that frame {@code j} does not show, {@code [height, width]}; as {@link #between}. */
    boolean[] occluded(int i, int j) {
        Pair pair = new Pair(i, j);
        boolean[] known = occlusions.get(pair);
        if (known == null) {
            known = FlowConsistency.occluded(between(i, j));
            occlusions.put(pair, known);
        }
        return known;
    }

    /** Estimates the motion between all frames at most {@code reach} apart. */
    void prepare(int reach) {
        List<Pair> wanted = within(reach);
        Stream<Pair> stream = estimator.isThreadSafe() ? wanted.parallelStream() : wanted.stream();
        stream.forEach(this::estimated);
    }

    /** Finds out in both directions where the motion between all frames at most {@code reach} apart is to be trusted. */
    void check(int reach) {
        prepare(reach);
        within(reach).parallelStream().forEach(pair -> {
            occluded(pair.first(), pair.second());
            occluded(pair.second(), pair.first());
        });
    }

    private List<Pair> within(int reach) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < clip.size(); i++) {
            for (int j = i + 1; j <= Math.min(i + reach, clip.size() - 1); j++) {
                pairs.add(new Pair(i, j));
            }
        }
        return pairs;
    }

    /** Does what of {@link #prepare} the estimator cannot do on any thread at any time. */
    void finishNetworks(int reach) {
        if (!estimator.isThreadSafe()) {
            prepare(reach);
        }
    }

    /** Motion between all neighbours, in order, checked. */
    List<CheckedFlow> neighbours() {
        prepare(1);
        return IntStream.range(1, clip.size())
                .parallel()
                .mapToObj(i -> CheckedFlow.of(between(i - 1, i)))
                .toList();
    }

    /** Floating-point operations of everything estimated so far. */
    double flops() {
        return pairs.size() * estimator.flops(clip.width(), clip.height());
    }

    private FlowPair estimated(Pair pair) {
        FlowPair known = pairs.get(pair);
        if (known == null) {
            float[] first = clip.frames().get(pair.first());
            float[] second = clip.frames().get(pair.second());
            known = estimator.estimate(first, second, clip.width(), clip.height());
            pairs.put(pair, known);
        }
        return known;
    }
}
