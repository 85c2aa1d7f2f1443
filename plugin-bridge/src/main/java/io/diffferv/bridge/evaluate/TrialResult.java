package io.diffferv.bridge.evaluate;

import io.diffferv.engine.metrics.MetricsReport;
import java.util.Map;

/**
 * What came of a trial.
 *
 * @param clip file name
 * @param edit the edit's name, or {@link Trial#RECONSTRUCTION}
 * @param settings by key, as they were asked for
 * @param secondsPerFrame wall time; null when an earlier run had left some of the work
 * @param metrics null when it failed
 * @param failure the sentence that says why, or null
 */
record TrialResult(
        String clip,
        String edit,
        String variant,
        Map<String, String> settings,
        Double secondsPerFrame,
        MetricsReport metrics,
        String failure) {

    static TrialResult of(Trial trial, Double secondsPerFrame, MetricsReport metrics) {
        return new TrialResult(
                trial.clipName(), trial.edit(), trial.variant(), trial.values(), secondsPerFrame, metrics, null);
    }

    static TrialResult failed(Trial trial, String sentence) {
        return new TrialResult(trial.clipName(), trial.edit(), trial.variant(), trial.values(), null, null, sentence);
    }

    boolean reconstructs() {
        return edit.equals(Trial.RECONSTRUCTION);
    }
}
