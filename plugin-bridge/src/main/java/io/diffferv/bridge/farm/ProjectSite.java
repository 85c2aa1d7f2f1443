package io.diffferv.bridge.farm;

import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.bridge.mlt.CheckedProject;
import io.diffferv.bridge.mlt.Limits;
import io.diffferv.bridge.mlt.ProjectRender;
import io.diffferv.bridge.mlt.Report;
import io.diffferv.bridge.mlt.TimelineFacts;
import io.diffferv.bridge.mlt.WarmWorker;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.storage.FileDigest;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A project on this machine, read once, and the process that renders it. */
final class ProjectSite implements AutoCloseable {
    private final CheckedProject project;
    private final ProjectRender render;
    private final WarmWorker worker;
    private final Limits limits;
    private final BooleanSupplier cancelled;

    /**
     * @param program name and version, for labels
     * @param threads {@link FarmPlan#threads}
     */
    ProjectSite(CheckedProject project, String program, int threads, Limits limits, BooleanSupplier cancelled) {
        this.project = project;
        this.render = new ProjectRender(program, ModelLookup.ofThisMachine());
        this.worker = new WarmWorker(threads > 0 ? Map.of("OMP_NUM_THREADS", String.valueOf(threads)) : Map.of());
        this.limits = limits;
        this.cancelled = cancelled;
    }

    CheckedProject project() {
        return project;
    }

    ProjectRender render() {
        return render;
    }

    /** What MLT makes of the project here. */
    TimelineFacts facts() {
        return render.facts(project, limits, workshop(report -> {}));
    }

    /** A request for some of its frames, or all where the last is {@link io.diffferv.bridge.mlt.RenderTask#END}. */
    ProjectRender.Request request(Path output, FarmPlan plan, long first, long last) {
        return new ProjectRender.Request(project, output, plan.project().encoder(), (int) first, (int) last, limits);
    }

    ProjectRender.Workshop workshop(Consumer<Report> listener) {
        return new ProjectRender.Workshop(worker, cancelled, listener);
    }

    /** How its effects would be computed here. */
    static Computing computing(CheckedProject project, int width, int height) {
        ModelLookup models = ModelLookup.ofThisMachine();
        List<Edit> edits = project.effects().stream()
                .map(effect -> new Edit(models.find(effect.model()), EditSettings.parse(effect.values())))
                .toList();
        return new Computing(edits, width, height);
    }

    /** The models of its effects. */
    static List<FarmPlan.Model> models(CheckedProject project) {
        ModelLookup models = ModelLookup.ofThisMachine();
        return project.effects().stream()
                .map(CheckedProject.Effect::model)
                .distinct()
                .map(name -> new FarmPlan.Model(
                        name, ModelFolder.open(models.find(name)).contentHash()))
                .toList();
    }

    /** SHA-256 of every file that it names, as {@link FarmPlan.Project#media}. */
    static Map<String, String> media(CheckedProject project) {
        Map<String, String> media = new TreeMap<>();
        for (Path file : project.media()) {
            Path named = file.startsWith(project.root()) ? project.root().relativize(file) : file;
            media.put(named.toString(), FileDigest.hex(file));
        }
        return media;
    }

    /** @throws io.diffferv.engine.failure.EditException {@code PLAN} when it is not the planned project */
    static void requirePlanned(CheckedProject project, FarmPlan plan) {
        if (!project.sha256().equals(plan.source().sha256())) {
            throw Workplace.changed("the project", project.file(), plan.source().sha256(), project.sha256());
        }
        Map<String, String> planned = plan.project().media();
        Map<String, String> found = media(project);
        TreeSet<String> names = new TreeSet<>(planned.keySet());
        names.addAll(found.keySet());
        for (String name : names) {
            if (!Objects.equals(planned.get(name), found.get(name))) {
                throw Workplace.changed(
                        "a file of the project",
                        project.root().resolve(name),
                        planned.getOrDefault(name, "nothing, for it was not there"),
                        found.getOrDefault(name, "no file"));
            }
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
