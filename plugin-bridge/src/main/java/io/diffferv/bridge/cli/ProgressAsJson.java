package io.diffferv.bridge.cli;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.PrintWriter;

/** One JSON object a line, for programs that watch a run. */
final class ProgressAsJson implements Progress {
    private static final Gson GSON = new Gson();

    private final PrintWriter out;
    private final String task;

    ProgressAsJson(PrintWriter out, String task) {
        this.out = out;
        this.task = task;
    }

    @Override
    public void update(Step step) {
        JsonObject line = new JsonObject();
        line.addProperty("task", task);
        line.addProperty("stage", step.stage());
        line.addProperty("frames", step.frames());
        line.addProperty("total", step.total());
        line.addProperty("resumed", step.resumed());
        line.addProperty("seconds", step.elapsed().toMillis() / 1000.0);
        step.secondsPerFrame().ifPresent(pace -> line.addProperty("secondsPerFrame", pace));
        step.secondsLeft().ifPresent(left -> line.addProperty("secondsLeft", left));
        out.println(GSON.toJson(line));
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
