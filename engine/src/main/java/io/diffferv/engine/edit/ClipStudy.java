package io.diffferv.engine.edit;

import io.diffferv.engine.cache.ContentHash;
import io.diffferv.engine.flow.CheckedFlow;
import io.diffferv.engine.flow.FlowEstimator;
import io.diffferv.engine.temporal.TemporalAttention;
import io.diffferv.engine.temporal.TemporalSettings;
import io.diffferv.engine.temporal.TemporalSettings.PathLayers;
import io.diffferv.engine.temporal.Trajectories;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a clip's frames tell without a diffusion model, each found out when it is first asked for. One thread at a time,
 * not always the same.
 */
final class ClipStudy {
    /** Pixels along a side of a token where the U-Net is finest. */
    static final int TOKEN = 8;

    private final Clip clip;
    private String hash;
    private ClipFlow motion;
    private Map<Integer, Trajectories> trajectories;

    ClipStudy(Clip clip) {
        this.clip = clip;
    }

    Clip clip() {
        return clip;
    }

    /** Hash of size and samples. */
    String hash() {
        if (hash == null) {
            ContentHash content = new ContentHash("clip");
            clip.addTo(content);
            hash = content.hex();
        }
        return hash;
    }

    /** @param estimator of the same kind at every call */
    ClipFlow motion(FlowEstimator estimator) {
        if (motion == null) {
            motion = new ClipFlow(estimator, clip);
        }
        return motion;
    }

    /**
     * @param estimator of the same kind at every call
     * @param settings the same at every call
     * @return the motion paths of tokens, by level
     */
    Map<Integer, Trajectories> trajectories(FlowEstimator estimator, TemporalSettings settings) {
        if (trajectories == null) {
            trajectories = settings.pathLayers() == PathLayers.OFF || clip.size() == 1
                    ? Map.of()
                    : followed(motion(estimator).neighbours(), settings);
        }
        return trajectories;
    }

    private Map<Integer, Trajectories> followed(List<CheckedFlow> flows, TemporalSettings settings) {
        Map<Integer, Trajectories> followed = new TreeMap<>();
        for (int level : TemporalAttention.pathLevels(settings)) {
            followed.put(
                    level,
                    Trajectories.of(flows, clip.width(), clip.height(), TOKEN << level, settings.occlusionCheck()));
        }
        return followed;
    }
}
