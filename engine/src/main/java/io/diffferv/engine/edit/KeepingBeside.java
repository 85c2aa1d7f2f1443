package io.diffferv.engine.edit;

import java.util.List;
import java.util.Optional;

/** A store that keeps beside its caller, who must wait for the thread in the end and hears there what went wrong. */
record KeepingBeside(LatentStore store, SideThread thread) implements LatentStore {
    @Override
    public Optional<List<float[]>> find(String key, int levels, int values) {
        return store.find(key, levels, values);
    }

    @Override
    public void keep(String key, List<float[]> levels) {
        thread.give(() -> store.keep(key, levels));
    }
}
