package io.diffferv.engine.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration of the smallest U-Net whose latents are 8 x 8. */
final class TinyShape {
    private TinyShape() {}

    /**
     * @param folder of the shape, made here
     * @param textWidth of the prompts that it takes
     */
    static Path write(Path folder, int textWidth) throws IOException {
        Path config = folder.resolve("unet/config.json");
        Files.createDirectories(config.getParent());
        Files.writeString(config, """
                {"block_out_channels": [32, 32, 32, 32], "layers_per_block": 1, "attention_head_dim": 4,
                 "cross_attention_dim": %d, "sample_size": 8,
                 "down_block_types": ["DownBlock2D", "DownBlock2D", "DownBlock2D", "CrossAttnDownBlock2D"],
                 "up_block_types": ["CrossAttnUpBlock2D", "UpBlock2D", "UpBlock2D", "UpBlock2D"]}
                """.formatted(textWidth));
        return folder;
    }
}
