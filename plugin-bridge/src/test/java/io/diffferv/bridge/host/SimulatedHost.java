package io.diffferv.bridge.host;

/** What DIFFFERV_HOST names in tests of the filter: an engine without a model. */
public final class SimulatedHost {
    private SimulatedHost() {}

    /** @param table address of the filter's {@code struct diffferv_engine} */
    public static void start(long table) {
        Host.install(table, new SimulatedEngine());
    }
}
