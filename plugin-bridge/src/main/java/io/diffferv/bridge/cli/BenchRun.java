package io.diffferv.bridge.cli;

import io.diffferv.bridge.cli.BenchReport.UNetSpeed;
import io.diffferv.engine.cache.ContentStore;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditJob;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditPlan;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.edit.EditTrace;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.edit.PipelineKey;
import io.diffferv.engine.edit.StepListener;
import io.diffferv.engine.edit.StepListener.Stage;
import io.diffferv.engine.edit.VideoEditor;
import io.diffferv.engine.edit.Work;
import io.diffferv.engine.probe.ComputeDevice;
import io.diffferv.engine.probe.NativePart;
import io.diffferv.engine.temporal.WindowPlan;
import io.diffferv.engine.video.EncoderPreset;
import io.diffferv.engine.video.VideoInfo;
import io.diffferv.engine.video.VideoReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * One measured edit after a warm-up that loads the model and touches every stage.
 *
 * @param values settings by key, with the model as a folder
 * @param frames to edit, from the start
 * @param folder empty, for output and cache
 * @param trace where to a chunk is traced after the measured edit, null for nowhere
 */
record BenchRun(
        Path clip, Map<String, String> values, long frames, Path folder, Path trace, BooleanSupplier cancelled) {
    private static final long CACHE = 4L << 30;
    private static final int WARM_UP_FRAMES = 2;
    private static final String OPEN = "open";

    BenchReport measure() {
        long begin = System.nanoTime();
        EditSettings settings = EditSettings.parse(values);
        PipelineKey key = PipelineKey.of(Path.of(values.get(EditOption.MODEL.key())), settings);
        try (EnginePool pool = new EnginePool(1);
                ComputeDevice device = new ComputeDevice(key)) {
            // A card chooses its kernels when it first sees a size of batch, so it sees all of them beforehand.
            long warmUp = key.onGpu() ? frames : WARM_UP_FRAMES;
            edit(pool, "warm-up", warmUp, with(EditOption.STEPS, "1"), clock(device));
            EditPlan plan = plan(pool, key, settings);
            Work before = pool.with(key, pipeline -> pipeline.model().work());
            StageClock clock = clock(device);
            PeakSampler memory = new PeakSampler(device::usedBytes);
            long start = System.nanoTime();
            try (memory) {
                edit(pool, "measured", frames, settings, clock);
                clock.stop();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            Work work = pool.with(key, pipeline -> pipeline.model().work()).minus(before);
            UNetSpeed unet = UNetSpeed.of(work, unetSeconds(clock), device.matmulRate());
            BenchReport report = report(key, plan, clock, (start - begin) / 1e9, seconds, unet, work, memory.peak());
            if (trace != null) {
                EditTrace.write(pool, key, plan, values, clip, frames, trace, StepListener.SILENT);
            }
            return report;
        }
    }

    private StageClock clock(ComputeDevice device) {
        return new StageClock(System::nanoTime, device::await, cancelled);
    }

    private static double unetSeconds(StageClock clock) {
        return spent(clock, Stage.INVERSION) + spent(clock, Stage.MASK) + spent(clock, Stage.SAMPLING);
    }

    private void edit(EnginePool pool, String name, long most, EditSettings settings, StageClock clock) {
        EditCache cache = new EditCache(new ContentStore(folder.resolve(name), CACHE));
        Path model = Path.of(values.get(EditOption.MODEL.key()));
        Path out = folder.resolve(name + ".mkv");
        new VideoEditor(pool, cache)
                .run(new EditJob(EditJob.Task.EDIT, clip, out, model, settings, EncoderPreset.ORDINARY, most), clock);
    }

    private EditSettings with(EditOption option, String value) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.put(option.key(), value);
        return EditSettings.parse(changed);
    }

    private EditPlan plan(EnginePool pool, PipelineKey key, EditSettings settings) {
        try (VideoReader reader = VideoReader.open(clip)) {
            VideoInfo info = reader.info();
            return pool.with(
                    key,
                    pipeline -> EditPlan.of(
                            settings, key, pipeline.model().folder(), info.uprightWidth(), info.uprightHeight()));
        }
    }

    private BenchReport report(
            PipelineKey key,
            EditPlan plan,
            StageClock clock,
            double load,
            double seconds,
            UNetSpeed unet,
            Work work,
            long deviceBytes) {
        Map<String, Double> stages = new LinkedHashMap<>();
        double staged = clock.seconds().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        stages.put(OPEN, seconds - staged);
        clock.seconds().forEach((stage, spent) -> stages.put(stage.name().toLowerCase(Locale.ROOT), spent));
        long edited = Math.round(clock.frames());
        WindowPlan window = plan.window();
        long seen = 0;
        for (long i = 0; i < window.chunks(edited); i++) {
            seen += window.chunk(i, edited).seen();
        }
        EditSettings settings = plan.settings();
        int defaultSteps =
                settings.quality().steps(key.onGpu(), settings.accelerations().solver());
        double stepwise = spent(clock, Stage.INVERSION) + spent(clock, Stage.SAMPLING);
        double composite = spent(clock, Stage.COMPOSITE);
        double seenFrame = (stepwise * defaultSteps / plan.steps() + staged - composite - stepwise) / seen;
        double halos = (window.chunk() + 2.0 * window.halo()) / window.chunk();
        return new BenchReport(
                key.describe(),
                Runtime.getRuntime().availableProcessors(),
                versions(),
                plan.width() + "x" + plan.height(),
                plan.steps(),
                window.chunk(),
                window.halo(),
                plan.mostImages(),
                edited,
                seen,
                load,
                seconds,
                seconds / edited,
                defaultSteps,
                seenFrame * halos + composite / edited,
                stages,
                unet,
                work.vae() / BenchReport.TERA,
                work.flow() / BenchReport.TERA,
                PeakMemory.bytes(),
                key.onGpu() ? deviceBytes : null);
    }

    private static double spent(StageClock clock, Stage stage) {
        return clock.seconds().getOrDefault(stage, 0.0);
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("diffferv", new Version().getVersion()[0].replaceFirst("^diffferv ", ""));
        versions.put("DJL", NativePart.djlVersion());
        versions.put("libtorch", NativePart.LIBTORCH.probe().detail());
        versions.put("Java", Runtime.version().toString());
        return versions;
    }
}
