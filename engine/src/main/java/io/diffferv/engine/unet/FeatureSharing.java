package io.diffferv.engine.unet;

import io.diffferv.engine.weights.UNetConfig;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The layers whose features the source gives to the edit (method.md D). Names are
 * module paths in the up blocks, such as {@code up_blocks.1.resnets.0}.
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
        return (int) shared().count();
    }

    /**
     * Numbers in all tensors shared of one image.
     *
     * @param height of the latents
     * @param width likewise
     */
    public long numbers(UNetConfig unet, int height, int width) {
        int levels = unet.blockOutChannels().size();
        return shared().mapToLong(path -> {
                    int level = levels - 1 - Integer.parseInt(path.split("\\.", 3)[1]);
                    return (long) unet.blockOutChannels().get(level) * (height >> level) * (width >> level);
                })
                .sum();
    }

    /** The path of each tensor shared. */
    private Stream<String> shared() {
        Set<String> keys = new HashSet<>(queriesKeys);
        keys.addAll(keysValues);
        return Stream.of(residuals, queriesKeys, keys, keysValues).flatMap(Set::stream);
    }
}
