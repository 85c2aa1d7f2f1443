package io.diffferv.bridge.mlt;

import com.google.gson.Gson;
import com.sun.jna.Function;
import io.diffferv.bridge.folders.Results;
import io.diffferv.bridge.host.Pulse;
import io.diffferv.bridge.host.SharedPool;
import io.diffferv.engine.edit.EditListener;
import io.diffferv.engine.edit.VideoEditor;
import io.diffferv.engine.failure.EditException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The process that does the work: takes one {@link Work} a line from standard input, answers with {@link Report}s
 * among whatever libraries print, and ends with its parent, whatever it is doing.
 */
public final class Worker {
    /** Begins every line that is ours; libraries print where they like. */
    static final String MARK = "@diffferv ";

    private static final Gson GSON = new Gson();
    private static final int DEFECT = 1;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final Function exit = Function.getFunction("c", "_exit");
    private Rendering rendering;

    private Worker() {}

    public static void main(String[] arguments) throws InterruptedException {
        new Worker().serve();
    }

    private void serve() throws InterruptedException {
        Thread listening = new Thread(this::listen, "parent");
        listening.setDaemon(true);
        listening.start();
        say(Report.READY);
        while (true) {
            say(answer(GSON.fromJson(asked.take(), Work.class)));
        }
    }

    /** A parent that has gone, killed perhaps, leaves nobody to take the result. */
    private void listen() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                asked.add(line);
            }
        } catch (IOException e) {
            // As good as its end.
        }
        // Java's own ways to end wait for compilers and libraries, seconds on a busy machine.
        exit.invokeVoid(new Object[] {0});
    }

    private Report answer(Work work) {
        try {
            if (work.probe() != null) {
                return Report.READY.knowing(rendering().probe(work.probe()));
            }
            return work.render() != null ? render(work.render()) : edit(work.edit());
        } catch (EditException e) {
            return Report.READY.failed(e.code().exitStatus(), e.getMessage());
        } catch (Throwable e) {
            e.printStackTrace();
            return Report.READY.failed(DEFECT, "this is a defect of the program, not of your files: " + e);
        }
    }

    private Rendering rendering() {
        if (rendering == null) {
            rendering = new Rendering();
        }
        return rendering;
    }

    private Report render(RenderTask task) {
        Report last = rendering().run(task, this::say);
        return last.state() == Report.State.FAILED ? last : last.done();
    }

    private Report edit(EditTask task) {
        var job = task.job();
        long frames = new VideoEditor(
                        SharedPool.POOL, Results.open(job.settings().cacheSize()))
                .run(job, new EditListener() {
                    @Override
                    public void progress(Progress progress) {
                        Pulse.beat();
                        say(report(progress.frames(), progress.total()));
                    }

                    @Override
                    public boolean cancelled() {
                        return false;
                    }
                });
        return report(frames, frames).done();
    }

    private static Report report(double frames, long total) {
        return new Report(Report.State.RUNNING, frames, total, (long) frames, 0, 0, Pulse.count(), 0, "", null);
    }

    private void say(Report report) {
        // A library may have left a line open.
        out.print("\n" + MARK + GSON.toJson(report) + "\n");
        out.flush();
    }
}
