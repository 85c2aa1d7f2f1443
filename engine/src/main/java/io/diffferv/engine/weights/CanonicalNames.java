package io.diffferv.engine.weights;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maps the names that older files use to those that current diffusers and transformers files use. */
enum CanonicalNames {
    /** Files whose names never changed. */
    UNCHANGED,

    /** The autoencoder's mid attention was once {@code query, key, value, proj_attn} (method.md J.2). */
    VAE,

    /** Text encoders were saved with and without the wrapping module's prefix (method.md J.3). */
    CLIP;

    private static final String CLIP_PREFIX = "text_model.";
    private static final Pattern OLD_VAE_ATTENTION =
            Pattern.compile("(.*\\.attentions\\.\\d+\\.)(query|key|value|proj_attn)(\\.(?:weight|bias))");

    String of(String stored) {
        return switch (this) {
            case UNCHANGED -> stored;
            case VAE -> vae(stored);
            case CLIP -> stored.startsWith(CLIP_PREFIX) ? stored.substring(CLIP_PREFIX.length()) : stored;
        };
    }

    private static String vae(String stored) {
        Matcher old = OLD_VAE_ATTENTION.matcher(stored);
        if (!old.matches()) {
            return stored;
        }
        String current = switch (old.group(2)) {
            case "query" -> "to_q";
            case "key" -> "to_k";
            case "value" -> "to_v";
            default -> "to_out.0";
        };
        return old.group(1) + current + old.group(3);
    }
}
