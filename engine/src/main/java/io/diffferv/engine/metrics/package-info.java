/**
 * How good an edit is, in numbers: fidelity (PSNR, SSIM, LPIPS), steadiness (warp error, seam error, Tem-Con), identity
 * (similarity, TL-ID, TG-ID) and effect (CLIP-Text), as method.md N defines them. Images are planar RGB {@code [3, height, width]} in [0, 1].
 */
package io.diffferv.engine.metrics;
