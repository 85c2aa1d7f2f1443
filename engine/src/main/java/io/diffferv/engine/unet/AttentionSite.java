package io.diffferv.engine.unet;

/**
 * Where a self-attention layer sits in the U-Net.
 *
 * @param index in execution order, 0 to 15 in Stable Diffusion 1.x (method.md J.1)
 * @param path such as {@code up_blocks.1.attentions.2}
 * @param level 0 at the latents' own resolution, 1 at half of it, and so on
 */
public record AttentionSite(int index, String path, int level) {}
