/** CLIP's text side: prompts become token ids, and token ids become the embedding that conditions the UNet. */
package io.diffferv.engine.clip;
