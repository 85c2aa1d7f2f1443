package io.diffferv.bridge.host;

import com.sun.jna.Pointer;
import io.diffferv.bridge.jna.EngineTable;
import io.diffferv.bridge.jna.EngineTable.RunListener;
import io.diffferv.bridge.jna.FailureStruct;
import io.diffferv.bridge.jna.RunStruct;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The functions of the filter's table: handles become runs, pointers become buffers around the same bytes, and whatever
 * is thrown becomes a failure. Nothing gets past them, since JNA would only print it.
 */
final class FilterCalls {
    private static final int FAILED = 0;
    private static final int DONE = 1;

    private record Open(HostedRun run, int bytes) {}

    private final HostedEngine engine;
    private final Map<Long, Open> runs = new ConcurrentHashMap<>();
    private final AtomicLong handles = new AtomicLong();

    FilterCalls(HostedEngine engine) {
        this.engine = engine;
    }

    void fillIn(EngineTable table) {
        table.open = this::open;
        table.frame = this::frame;
        table.edit = this::edit;
        table.compose = this::compose;
        table.close = runs::remove;
        table.stop = this::stop;
        table.write();
    }

    private long open(Pointer struct, Pointer failure) {
        try {
            RunRequest request = RunRequest.of(new RunStruct(struct));
            Open run = new Open(engine.open(request), request.pixels().bytes());
            long handle = handles.incrementAndGet();
            runs.put(handle, run);
            FailureStruct.clear(failure);
            return handle;
        } catch (Throwable e) {
            return failed(e, failure);
        }
    }

    private int frame(long handle, Pointer pixels, Pointer failure) {
        try {
            Open run = run(handle);
            run.run().add(pixels.getByteBuffer(0, run.bytes()));
            FailureStruct.clear(failure);
            return DONE;
        } catch (Throwable e) {
            return failed(e, failure);
        }
    }

    private int edit(long handle, RunListener listener, Pointer context, Pointer failure) {
        try {
            run(handle).run().edit((ready, done, seconds) -> {
                Pulse.beat();
                return listener.invoke(context, ready, done, seconds) == 0;
            });
            FailureStruct.clear(failure);
            return DONE;
        } catch (Throwable e) {
            return failed(e, failure);
        }
    }

    private int compose(
            long handle, long before, long after, int index, double strength, Pointer pixels, Pointer failure) {
        try {
            Open run = run(handle);
            ByteBuffer buffer = pixels.getByteBuffer(0, run.bytes());
            run.run().compose(beside(before), beside(after), index, strength, buffer);
            FailureStruct.clear(failure);
            return DONE;
        } catch (Throwable e) {
            return failed(e, failure);
        }
    }

    private void stop() {
        try {
            engine.stop();
        } catch (Throwable e) {
            Failure.of(e);
        }
    }

    private Open run(long handle) {
        Open run = runs.get(handle);
        if (run == null) {
            throw new IllegalArgumentException("there is no run " + handle);
        }
        return run;
    }

    private HostedRun beside(long handle) {
        return handle == 0 ? null : run(handle).run();
    }

    private static int failed(Throwable thrown, Pointer failure) {
        Failure told = Failure.of(thrown);
        FailureStruct.write(failure, told.code(), told.sentence());
        return FAILED;
    }
}
