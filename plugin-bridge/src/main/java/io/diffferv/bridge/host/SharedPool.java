package io.diffferv.bridge.host;

import io.diffferv.engine.edit.EnginePool;

/** The models of this process: one is loaded at a time, and the next piece of work finds it warm. */
public final class SharedPool {
    public static final EnginePool POOL = new EnginePool(1);

    private SharedPool() {}
}
