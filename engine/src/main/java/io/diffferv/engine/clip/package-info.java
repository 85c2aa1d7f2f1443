/** CLIP: prompts become token ids and the embedding that conditions the UNet; pictures and texts become comparable. */
package io.diffferv.engine.clip;
