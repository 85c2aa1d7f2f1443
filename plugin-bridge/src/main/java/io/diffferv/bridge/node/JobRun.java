package io.diffferv.bridge.node;

import io.diffferv.bridge.folders.MediaHead;
import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.bridge.folders.Reach;
import io.diffferv.bridge.mlt.CheckedProject;
import io.diffferv.bridge.mlt.EditTask;
import io.diffferv.bridge.mlt.Limits;
import io.diffferv.bridge.mlt.ProjectRender;
import io.diffferv.bridge.mlt.ProjectRules;
import io.diffferv.bridge.mlt.RenderTask;
import io.diffferv.bridge.mlt.Report;
import io.diffferv.bridge.mlt.WarmWorker;
import io.diffferv.bridge.mlt.Watchdog;
import io.diffferv.bridge.mlt.Work;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.weights.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Does one job: nobody who submits one is trusted. */
final class JobRun {
    private final NodeConfig config;
    private final ModelLookup models;
    private final ProjectRender render;
    private final BiConsumer<EditJob, Map<String, String>> label;

    /** @param label writes what an edited clip says about itself, given its settings by key */
    JobRun(
            NodeConfig config,
            ModelLookup models,
            ProjectRender render,
            BiConsumer<EditJob, Map<String, String>> label) {
        this.config = config;
        this.models = models;
        this.render = render;
        this.label = label;
    }

    /**
     * @param again whether it was begun before, so that its output may be there
     * @return the last report
     */
    Report run(Job job, boolean again, WarmWorker worker, BooleanSupplier cancelled, Consumer<Report> listener) {
        Path source = below(config.inputs(), job.source(), "source");
        Path output = below(config.outputs(), job.output(), "output");
        if (!again && Files.exists(output)) {
            throw refused("the output exists already", "output", "a name that is free", job.output());
        }
        Limits limits = limits(job);
        return job.kind() == Job.Kind.RENDER
                ? project(job, source, output, limits, worker, cancelled, listener)
                : clip(job, source, output, limits, worker, cancelled, listener);
    }

    private Report project(
            Job job,
            Path source,
            Path output,
            Limits limits,
            WarmWorker worker,
            BooleanSupplier cancelled,
            Consumer<Report> listener) {
        ProjectRules rules = new ProjectRules(List.of(config.inputs()), false, true);
        CheckedProject project = CheckedProject.open(source, rules);
        project.effects().stream().map(CheckedProject.Effect::model).distinct().forEach(name -> model(job, name));
        return render.run(
                new ProjectRender.Request(project, output, job.encoder(), 0, RenderTask.END, limits),
                new ProjectRender.Workshop(worker, cancelled, listener));
    }

    private Report clip(
            Job job,
            Path source,
            Path output,
            Limits limits,
            WarmWorker worker,
            BooleanSupplier cancelled,
            Consumer<Report> listener) {
        if (MediaHead.leadsElsewhere(source)) {
            throw refused("the clip is a list of other files", "source", "a video", job.source());
        }
        String name = job.settings().getOrDefault(EditOption.MODEL.key(), ModelLookup.DEFAULT);
        Path model = model(job, name);
        Map<String, String> settings = new HashMap<>(job.settings());
        settings.put(EditOption.MODEL.key(), model.toString());
        EditTask task = new EditTask(source.toString(), output.toString(), model.toString(), settings, job.encoder());
        EditJob checked = task.job();
        Path part = output.resolveSibling("." + output.getFileName() + ".part");
        try {
            Report done = worker.run(Work.of(task), false, new Watchdog(limits, part, cancelled), listener)
                    .report();
            label.accept(checked, settings);
            return done;
        } finally {
            // A worker that was killed has left it; the finished chunks are in the cache.
            deleted(part);
        }
    }

    /** An installed model, and the very one that the job means. */
    private Path model(Job job, String name) {
        String wanted = job.models().getOrDefault(name, "none");
        if (name.contains("/") || name.contains("..")) {
            throw refused("jobs may only name installed models", "model", "a name", name);
        }
        Path folder = models.find(name);
        if (models.folders().stream()
                .noneMatch(known -> new Reach(List.of(known))
                        .allows(known, folder.toAbsolutePath().toString()))) {
            throw refused(
                    "this model is not in the models' folder",
                    "model",
                    models.folders().toString(),
                    name);
        }
        String found = ModelFolder.open(folder).contentHash();
        if (!found.equals(wanted)) {
            throw new EditException(
                    FailureCode.MODEL,
                    new Problem(
                            "the model is not the one that the job means",
                            "models." + name,
                            wanted,
                            found,
                            "install that model, or correct its SHA-256"));
        }
        return folder;
    }

    private static void deleted(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path below(Path root, String name, String key) {
        if (!new Reach(List.of(root)).allows(root, name)) {
            throw refused("the path leads out of the folder for it", key, "a path below " + root, name);
        }
        return root.resolve(name).normalize();
    }

    /** A job may ask for less than the node allows. */
    private Limits limits(Job job) {
        Limits most = config.limits();
        return new Limits(
                most.stall(),
                Duration.ofSeconds(least(job.seconds(), most.time().toSeconds())),
                least(job.memory(), most.memory()),
                least(job.disk(), most.disk()));
    }

    private static long least(long asked, long most) {
        return asked == 0 ? most : Math.min(asked, most);
    }

    private static EditException refused(String what, String where, String expected, String found) {
        return new EditException(
                FailureCode.REFUSED, new Problem(what, where, expected, found, "correct the job and submit it again"));
    }
}
