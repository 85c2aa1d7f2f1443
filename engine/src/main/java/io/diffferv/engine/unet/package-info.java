/** The U-Net of Stable Diffusion 1.x, in diffusers' names. */
package io.diffferv.engine.unet;
