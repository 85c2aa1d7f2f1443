package io.diffferv.bridge.host;

import com.sun.jna.Pointer;
import io.diffferv.bridge.jna.EngineTable;

/** Where the filter enters, once in a process, when the virtual machine is up. */
public final class Host {
    /** Keeps the callbacks alive, for C alone holds their addresses. */
    private static EngineTable installed;

    private Host() {}

    /**
     * Puts the editing engine behind the filter's table.
     *
     * @param table address of a {@code struct diffferv_engine}
     */
    public static void start(long table) {
        install(table, new EditingEngine());
    }

    /**
     * Puts an engine behind the filter's table.
     *
     * @throws IllegalStateException when filter and jars are of different releases, or it is the second time
     */
    public static synchronized void install(long table, HostedEngine engine) {
        if (installed != null) {
            throw new IllegalStateException("the engine is there already");
        }
        EngineTable filled = new EngineTable(new Pointer(table));
        if (filled.abi != EngineTable.ABI) {
            throw new IllegalStateException(
                    "the filter and its jars are of different releases (hand-over %d and %d); install both anew"
                            .formatted(filled.abi, EngineTable.ABI));
        }
        HostLog.begin(filled.log);
        new FilterCalls(engine).fillIn(filled);
        installed = filled;
    }
}
