package io.diffferv.engine;

import io.diffferv.engine.weights.UNetConfig;
import java.util.Collections;
import java.util.List;

/** Configurations of U-Nets of Stable Diffusion 1.x's architecture. */
public final class UNetShapes {
    public static final UNetConfig STABLE_DIFFUSION_1_5 = of(64, List.of(320, 640, 1280, 1280), 8, 768, 32);

    private UNetShapes() {}

    /** What each number is, {@link UNetConfig} says. */
    public static UNetConfig of(
            int sampleSize, List<Integer> blockOutChannels, int heads, int crossAttentionDim, int normNumGroups) {
        return new UNetConfig(
                4,
                4,
                sampleSize,
                blockOutChannels,
                2,
                Collections.nCopies(blockOutChannels.size(), heads),
                List.of("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
                List.of("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
                crossAttentionDim,
                normNumGroups,
                1e-5,
                true,
                0);
    }
}
