package io.diffferv.engine.edit;

import io.diffferv.engine.weights.ModelFolder;

/** Which motion estimator runs. */
public enum FlowChoice {
    AUTO,
    GMFLOW,
    DIS;

    /** Whether networks beside this model estimate the motion; otherwise the processor's cores can do so at any time. */
    boolean takesNetworks(ModelFolder model) {
        return this == GMFLOW || this == AUTO && model.hasGmFlow();
    }
}
