package io.diffferv.bridge.jna;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;

/**
 * {@code struct diffferv_engine}. The filter owns it; whoever fills it in keeps this object, since a callback that is
 * collected leaves a dead function behind.
 */
@FieldOrder({"abi", "padding", "log", "open", "frame", "edit", "compose", "close", "stop"})
public final class EngineTable extends Structure {
    /** {@code DIFFFERV_ABI}. */
    public static final int ABI = 1;

    public int abi;
    public int padding;

    /** {@code void (*)(int32_t level, const char *line)}; filled in by the filter. */
    public Pointer log;

    public Open open;
    public Frame frame;
    public Edit edit;
    public Compose compose;
    public Close close;
    public Stop stop;

    /** @param table the filter's own; its present content is read */
    public EngineTable(Pointer table) {
        super(table);
        read();
    }

    /** Returns a run's handle, 0 on failure. */
    public interface Open extends Callback {
        long invoke(Pointer run, Pointer failure);
    }

    /** Returns 0 on failure. */
    public interface Frame extends Callback {
        int invoke(long run, Pointer pixels, Pointer failure);
    }

    /** Returns 0 on failure. */
    public interface Edit extends Callback {
        int invoke(long run, RunListener listener, Pointer context, Pointer failure);
    }

    /** Returns 0 on failure. */
    public interface Compose extends Callback {
        int invoke(long run, long before, long after, int index, double strength, Pointer pixels, Pointer failure);
    }

    /** Never fails. */
    public interface Close extends Callback {
        void invoke(long run);
    }

    /** Never fails. */
    public interface Stop extends Callback {
        void invoke();
    }

    /** {@code diffferv_listener}, a function of the filter; not 0 abandons the edit. */
    public interface RunListener extends Callback {
        int invoke(Pointer context, int ready, double done, double seconds);
    }
}
