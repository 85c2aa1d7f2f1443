package io.diffferv.bridge.host;

import io.diffferv.bridge.jna.RunStruct;
import io.diffferv.engine.edit.FrameRun;
import java.util.Map;

/**
 * What the filter says about a run before it shows its frames.
 *
 * @param properties of the filter, by name; the engine's settings among them
 * @param span where the run lies in its source
 */
public record RunRequest(Map<String, String> properties, RgbaPixels pixels, FrameRun.Span span) {
    public RunRequest {
        properties = Map.copyOf(properties);
    }

    static RunRequest of(RunStruct run) {
        return new RunRequest(
                run.properties(),
                new RgbaPixels(run.width, run.height, run.depth),
                new FrameRun.Span(run.lead, run.own, run.trail, run.first));
    }
}
