package io.diffferv.bridge.farm;

import io.diffferv.bridge.mlt.Piece;
import io.diffferv.bridge.mlt.RenderTask;
import io.diffferv.bridge.mlt.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Makes one file of a project's chunks: encoded by MLT once, over the project's own sound. */
final class ProjectJoin {
    private final PlanFile plan;
    private final ProjectSite site;

    ProjectJoin(PlanFile plan, ProjectSite site) {
        this.plan = plan;
        this.site = site;
    }

    /**
     * Writes the output, and a record beside it.
     *
     * @throws io.diffferv.engine.failure.EditException as {@link SoundChunks#of} and
     *     {@link io.diffferv.bridge.mlt.ProjectRender#run} do
     */
    void join(Path output, Consumer<Report> listener) {
        ChunkShelf shelf = new ChunkShelf(plan);
        List<Marker> markers = SoundChunks.of(plan.plan(), shelf);
        List<Piece> pieces = markers.stream()
                .map(marker -> new Piece(shelf.file(marker), marker.frames(), marker.edited(), marker.unchanged()))
                .toList();
        FarmPlan.Source source = plan.plan().source();
        long last = source.cut() ? source.frames() - 1 : RenderTask.END;
        listener.accept(
                site.render().join(site.request(output, plan.plan(), 0, last), pieces, site.workshop(listener)));
    }
}
