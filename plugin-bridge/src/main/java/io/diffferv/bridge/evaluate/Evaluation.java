package io.diffferv.bridge.evaluate;

import io.diffferv.engine.edit.EditListener;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every clip, edited in every way that was asked for, measured, and put side by side. */
public final class Evaluation {
    private final EvaluationRequest request;
    private final ClipFolder folder;
    private final List<Trial> trials;
    private final Path report;
    private final Measuring measuring;
    private final String program;

    /** Follows the work, and can stop it. */
    public interface Listener {
        /**
         * @param stage what is being done
         * @param frames finished, over all trials
         * @param total frames of all trials, −1 for unknown
         * @param resumed frames that an earlier run had finished
         */
        void progress(String stage, double frames, long total, double resumed);

        boolean cancelled();
    }

    private Evaluation(EvaluationRequest request, ClipFolder folder, Path report, Measuring measuring, String program) {
        this.request = request;
        this.folder = folder;
        this.trials = Trial.all(request, new ArrayList<>(folder.clips().keySet()));
        this.report = report;
        this.measuring = measuring;
        this.program = program;
    }

    /**
     * Reads and checks everything; nothing is edited yet.
     *
     * @param clips a folder of videos, or one
     * @param edits the request, {@code edits.json}
     * @param report folder for the report and the edits; what it already holds of the same request is kept
     * @param program name and version, for the report
     * @throws EditException {@code BAD_REQUEST} with everything that is wrong with the request; {@code BAD_INPUT} when
     *     there is no clip; {@code MODEL} when a model is not there
     */
    public static Evaluation prepare(Path clips, Path edits, Path report, Measuring measuring, String program) {
        EvaluationRequest request = RequestFile.read(edits);
        Evaluation evaluation = new Evaluation(request, ClipFolder.open(clips), report, measuring, program);
        evaluation.check(edits);
        return evaluation;
    }

    private void check(Path edits) {
        Set<Problem> problems = new LinkedHashSet<>();
        if (trials.isEmpty()) {
            problems.add(new Problem(
                    "no edit is of any clip",
                    edits.toString(),
                    "names such as *.mp4 that fit a clip",
                    "none",
                    "correct it"));
        }
        for (Trial trial : trials) {
            try {
                trial.settings();
            } catch (EditException wrong) {
                problems.addAll(wrong.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new EditException(FailureCode.BAD_REQUEST, new ArrayList<>(problems));
        }
        trials.stream().map(Trial::model).distinct().forEach(ModelFolder::open);
    }

    /**
     * Does what is missing and writes the report.
     *
     * @return sentences about trials that failed; the report names them as well
     * @throws EditException {@code CANCELLED}; the same call continues
     */
    public List<String> run(Listener listener) {
        Map<Trial, TrialResult> results = new LinkedHashMap<>();
        try (EnginePool pool = new EnginePool(1)) {
            TrialRun run = new TrialRun(pool, report.resolve("trials"), frames(), measuring, program);
            Pace pace =
                    new Pace(listener, trials.stream().mapToLong(this::length).toArray());
            for (Trial trial : trials) {
                Optional<TrialResult> kept = run.kept(trial);
                results.put(trial, kept.isPresent() ? kept.get() : run.run(trial, pace.watch(trial.name())));
                pace.done(kept.isPresent());
            }
            ResultFiles.write(report, results.values());
            new ReportPage(request, folder, program, run, frames(), results).write(report);
        }
        return results.values().stream()
                .filter(result -> result.failure() != null)
                .map(TrialResult::failure)
                .distinct()
                .toList();
    }

    private long frames() {
        return request.frames() == null ? Long.MAX_VALUE : request.frames();
    }

    private long length(Trial trial) {
        long length = folder.clips().get(trial.clip());
        return length < 0 ? -1 : Math.min(length, frames());
    }

    /** Adds the frames of all trials up. */
    private static final class Pace {
        private final Listener listener;
        private final long[] lengths;
        private int trial;
        private double before;
        private double resumedBefore;
        private double resumedNow;

        Pace(Listener listener, long[] lengths) {
            this.listener = listener;
            this.lengths = lengths;
        }

        void done(boolean kept) {
            long length = Math.max(0, lengths[trial++]);
            before += length;
            resumedBefore += kept ? length : resumedNow;
            resumedNow = 0;
        }

        EditListener watch(String name) {
            return new EditListener() {
                @Override
                public void progress(Progress progress) {
                    resumedNow = progress.resumed();
                    listener.progress(
                            "%d of %d, %s".formatted(trial + 1, lengths.length, name),
                            before + progress.frames(),
                            total(),
                            resumedBefore + resumedNow);
                }

                @Override
                public boolean cancelled() {
                    return listener.cancelled();
                }
            };
        }

        private long total() {
            long total = 0;
            for (long length : lengths) {
                if (length < 0) {
                    return -1;
                }
                total += length;
            }
            return total;
        }
    }
}
