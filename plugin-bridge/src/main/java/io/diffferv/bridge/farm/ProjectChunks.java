package io.diffferv.bridge.farm;

import io.diffferv.bridge.mlt.Report;
import io.diffferv.engine.edit.EditListener;
import io.diffferv.engine.edit.StepListener;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Chunks of a project, rendered one after the other. Effects edit whole runs of their clips, wherever a chunk begins;
 * the runs at its borders come from the cache where this machine has had them already.
 */
final class ProjectChunks implements ChunkMaker {
    private final FarmPlan plan;
    private final Delivery delivery;
    private final ProjectSite site;
    private final Origin origin;

    /** @param site closed with this */
    ProjectChunks(FarmPlan plan, Delivery delivery, ProjectSite site, Origin origin) {
        this.plan = plan;
        this.delivery = delivery;
        this.site = site;
        this.origin = origin;
    }

    @Override
    public int make(List<Share> shares, EditListener listener) {
        Share share = shares.get(0);
        Path attempt = delivery.shelf().attempt(share);
        long started = System.nanoTime();
        Consumer<Report> told = told(listener);
        Report done = site.render().pictures(site.request(attempt, plan, share.in(), share.out()), site.workshop(told));
        told.accept(done);
        Decoded decoded = Decoded.of(attempt);
        if (decoded.frames() != share.frames()) {
            throw new EditException(
                    FailureCode.TRY_AGAIN,
                    new Problem(
                            "the chunk reads otherwise than it was written",
                            attempt.toString(),
                            share.frames() + " frames",
                            decoded.toString(),
                            "check the disk or the share"));
        }
        long edited = Math.min(done.edited(), share.frames());
        long unchanged = Math.min(done.unchanged(), share.frames() - edited);
        delivery.commit(share, attempt, origin.mark(share, attempt, decoded, edited, unchanged, started));
        return 1;
    }

    @Override
    public void close() {
        site.close();
    }

    /** Hears reports that say something new. */
    static Consumer<Report> told(EditListener listener) {
        double[] last = {-1};
        return report -> {
            if (report.frames() != last[0]) {
                last[0] = report.frames();
                listener.progress(
                        new EditListener.Progress(StepListener.Stage.COMPOSITE, report.frames(), report.total(), 0));
            }
        };
    }
}
