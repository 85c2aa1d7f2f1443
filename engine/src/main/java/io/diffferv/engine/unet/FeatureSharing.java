package io.diffferv.engine.unet;

import java.util.Set;

/**
 * The layers whose features the first branch of a batch, the source, gives to all others (method.md D). Names are
 * module paths such as {@code up_blocks.1.resnets.0}.
 *
 * @param residuals residual blocks whose branch output, before the shortcut is added, is shared
 * @param queriesKeys transformers whose self-attention queries and keys are shared
 * @param keysValues transformers whose self-attention keys and values are shared
 */
public record FeatureSharing(Set<String> residuals, Set<String> queriesKeys, Set<String> keysValues) {
    public static final FeatureSharing NONE = new FeatureSharing(Set.of(), Set.of(), Set.of());

    public FeatureSharing {
        residuals = Set.copyOf(residuals);
        queriesKeys = Set.copyOf(queriesKeys);
        keysValues = Set.copyOf(keysValues);
    }
}
