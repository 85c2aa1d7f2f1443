package io.diffferv.engine.unet;

import java.util.HashSet;
import java.util.Set;

/**
 * The layers whose features the source gives to the edit (method.md D). Names are
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

    boolean contains(Feature feature, String path) {
        return switch (feature) {
            case RESIDUAL -> residuals.contains(path);
            case QUERIES -> queriesKeys.contains(path);
            case KEYS -> queriesKeys.contains(path) || keysValues.contains(path);
            case VALUES -> keysValues.contains(path);
        };
    }

    /** Number of tensors shared. */
    int features() {
        Set<String> keys = new HashSet<>(queriesKeys);
        keys.addAll(keysValues);
        return residuals.size() + queriesKeys.size() + keys.size() + keysValues.size();
    }
}
