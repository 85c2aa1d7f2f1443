package io.diffferv.engine.edit;

import io.diffferv.engine.flow.FlowEstimator;
import io.diffferv.engine.flow.FlowPair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Motion between frames of a clip, estimated when it is first asked for. */
final class ClipFlow {
    private record Pair(int first, int second) {}

    private final FlowEstimator estimator;
    private final Clip clip;
    private final StepListener listener;
    private final Map<Pair, FlowPair> pairs = new HashMap<>();

    ClipFlow(FlowEstimator estimator, Clip clip, StepListener listener) {
        this.estimator = estimator;
        this.clip = clip;
        this.listener = listener;
    }

    /** Motion from frame {@code i} to frame {@code j} and back. */
    FlowPair between(int i, int j) {
        return i < j ? estimated(i, j) : estimated(j, i).reversed();
    }

    /** Motion between all neighbours, in order. */
    List<FlowPair> neighbours() {
        List<FlowPair> flows = new ArrayList<>();
        for (int i = 1; i < clip.size(); i++) {
            listener.step(StepListener.Stage.FLOW, i - 1, clip.size() - 1);
            flows.add(between(i - 1, i));
        }
        return flows;
    }

    private FlowPair estimated(int i, int j) {
        return pairs.computeIfAbsent(
                new Pair(i, j),
                pair -> estimator.estimate(clip.frames().get(i), clip.frames().get(j), clip.width(), clip.height()));
    }
}
