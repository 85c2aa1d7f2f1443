package io.diffferv.bridge.host;

import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.bridge.folders.Results;
import io.diffferv.engine.edit.ChunkEditor;
import io.diffferv.engine.edit.EditCache;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditSettings;
import io.diffferv.engine.edit.EnginePool;
import io.diffferv.engine.edit.FrameRun;
import io.diffferv.engine.edit.OptionKind;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The editing engine: one pool of models and one cache, the command line's own, for all runs of the process. */
final class EditingEngine implements HostedEngine {
    private final EnginePool pool;
    private final EditCache cache;
    private final ModelLookup models;
    private volatile boolean stopped;

    EditingEngine() {
        this(new EnginePool(1), Results.open(Results.DEFAULT_GIB * Results.GIB), ModelLookup.ofThisMachine());
    }

    EditingEngine(EnginePool pool, EditCache cache, ModelLookup models) {
        this.pool = pool;
        this.cache = cache;
        this.models = models;
    }

    @Override
    public HostedRun open(RunRequest request) {
        if (stopped) {
            throw new EditException(
                    FailureCode.CANCELLED,
                    new Problem(
                            "the program is about to end",
                            "the engine",
                            "a running program",
                            "none",
                            "start it again"));
        }
        EditSettings settings = EditSettings.parse(values(request.properties()));
        RgbaPixels pixels = request.pixels();
        ChunkEditor editor =
                ChunkEditor.of(pool, cache, models.find(settings.model()), settings, pixels.width(), pixels.height());
        BooleanSupplier cancelled = () -> stopped;
        return new EditedRun(new FrameRun(editor, request.span()), request, cancelled);
    }

    @Override
    public void stop() {
        stopped = true;
    }

    /**
     * The settings among a filter's properties. The strength comes with each frame, and an empty field of a form means
     * the default, except where a text may well be empty.
     */
    static Map<String, String> values(Map<String, String> properties) {
        Map<String, String> values = new HashMap<>();
        for (EditOption option : EditOption.values()) {
            String value = properties.get(option.key());
            boolean mayBeEmpty = option.kind() instanceof OptionKind.Text && option != EditOption.MODEL;
            if (value != null && option != EditOption.STRENGTH && (mayBeEmpty || !value.isBlank())) {
                values.put(option.key(), value);
            }
        }
        return values;
    }
}
