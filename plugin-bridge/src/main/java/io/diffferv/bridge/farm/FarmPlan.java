package io.diffferv.bridge.farm;

import io.diffferv.bridge.farm.PlanProblems.Wrong;
import io.diffferv.engine.temporal.WindowPlan;
import io.diffferv.engine.video.EncoderPreset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Everything that decides the pixels of an edit that many tasks do together, and how it is cut. Numbers are whole
 * frames and fractions; there are no times in it.
 *
 * @param schema {@link #SCHEMA}
 * @param settings the edit's, by {@link io.diffferv.engine.edit.EditOption#key}, as they were given; none of a project,
 *     which has them itself
 * @param models of the edit, or of the project's effects
 * @param project null for a clip
 * @param device {@link Computing#device} of every task's machine
 * @param threads {@link io.diffferv.engine.tensor.CpuThreads} of every task, 0 where they do not matter or the plan was
 *     made on another kind of machine
 * @param versions of the program and of the libraries that it computes with, by title
 * @param conditions {@link Computing#conditions} of every task, empty when the plan was made
 *     on another kind of machine
 * @param grid borders of chunks lie on multiples of {@link Grid#chunk}
 */
record FarmPlan(
        String schema,
        Source source,
        Map<String, String> settings,
        List<Model> models,
        Project project,
        String device,
        int threads,
        Map<String, String> versions,
        String conditions,
        Grid grid,
        List<Share> chunks) {
    static final String SCHEMA = "diffferv-farm-plan/1";

    /**
     * @param path of the clip or project, relative to the plan's folder when it lies below it
     * @param sha256 of the file
     * @param frames of the edit
     * @param cut whether only so many frames are taken, and so of the sound
     * @param rate frames per second as a fraction
     */
    record Source(
            String path, String sha256, long bytes, long frames, boolean cut, String rate, int width, int height) {}

    /**
     * @param name of an installed model, or a folder
     * @param sha256 of its content
     */
    record Model(String name, String sha256) {}

    /**
     * What a project has beyond a clip.
     *
     * @param encoder what the join will write: chunks hold the pictures that this encoder would be given
     * @param media SHA-256 of every file that it names, by name: from its root where it lies below that
     */
    record Project(EncoderPreset encoder, Map<String, String> media) {}

    /**
     * The model's own chunks.
     *
     * @param chunk frames
     * @param halo frames seen on either side
     */
    record Grid(int chunk, int halo) {
        /** Of a project, whose effects have grids of their own on the frames of their clips, whatever the borders are. */
        static final Grid NONE = new Grid(1, 0);

        static Grid of(WindowPlan window) {
            return new Grid(window.chunk(), window.halo());
        }
    }

    /** Cuts a clip into at most {@code chunks} parts of nearly one size, on the grid. */
    static List<Share> cut(long frames, Grid grid, int chunks) {
        long cells = (frames + grid.chunk - 1) / grid.chunk;
        int parts = (int) Math.min(chunks, cells);
        return LongStream.range(0, parts)
                .mapToObj(i -> new Share(
                        (int) i,
                        i * cells / parts * grid.chunk,
                        Math.min(frames, (i + 1) * cells / parts * grid.chunk) - 1))
                .toList();
    }

    /** @throws Wrong when the chunks do not make up the clip */
    void requireWhole() {
        if (chunks.isEmpty() || chunks.size() > FarmPlanner.MOST_CHUNKS || grid.chunk < 1) {
            throw new Wrong("1 to %d chunks".formatted(FarmPlanner.MOST_CHUNKS), chunks.size() + " of them");
        }
        long next = 0;
        for (int i = 0; i < chunks.size(); i++) {
            Share share = chunks.get(i);
            boolean last = i == chunks.size() - 1;
            boolean ends = last ? share.out() == source.frames - 1 : (share.out() + 1) % grid.chunk == 0;
            if (share.i() != i || share.in() != next || share.out() < share.in() || !ends) {
                throw new Wrong("chunk %d to begin at frame %d and to end on the grid".formatted(i, next), share + "");
            }
            next = share.out() + 1;
        }
    }

    /** Where the source lies for a plan in this folder. */
    Path source(Path folder) {
        return folder.resolve(source.path).normalize();
    }
}
