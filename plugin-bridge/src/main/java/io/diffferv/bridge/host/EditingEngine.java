package io.diffferv.bridge.host;

import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.bridge.folders.Results;
import io.diffferv.engine.edit.ChunkEditor;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.edit.FrameRun;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/** The editing engine: one pool of models for all runs of the process, and the command line's cache. */
final class EditingEngine implements HostedEngine {
    private final EnginePool pool;
    private final LongFunction<EditCache> opening;
    private final Map<Long, EditCache> caches = new ConcurrentHashMap<>();
    private final ModelLookup models;
    private final AtomicInteger stops = new AtomicInteger();

    EditingEngine() {
        this(SharedPool.POOL, Results::open, ModelLookup.ofThisMachine());
    }

    /** @param opening opens the cache, given the bytes that it may hold */
    EditingEngine(EnginePool pool, LongFunction<EditCache> opening, ModelLookup models) {
        this.pool = pool;
        this.opening = opening;
        this.models = models;
    }

    @Override
    public HostedRun open(RunRequest request) {
        int begun = stops.get();
        EditSettings settings = EditSettings.parse(FilterValues.of(request.properties()));
        RgbaPixels pixels = request.pixels();
        EditCache cache = caches.computeIfAbsent(settings.cacheSize(), opening::apply);
        ChunkEditor editor =
                ChunkEditor.of(pool, cache, models.find(settings.model()), settings, pixels.width(), pixels.height());
        BooleanSupplier cancelled = () -> stops.get() != begun;
        return new EditedRun(new FrameRun(editor, request.span()), request, cancelled);
    }

    @Override
    public void stop() {
        stops.incrementAndGet();
    }
}
