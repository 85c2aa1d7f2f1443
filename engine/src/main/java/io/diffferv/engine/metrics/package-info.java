/**
 * How good an edit is, in numbers: fidelity (PSNR, SSIM), steadiness (warp error, seam error) and identity (similarity,
 * TL-ID, TG-ID), as method.md N defines them. Images are planar RGB {@code [3, height, width]} in [0, 1].
 */
package io.diffferv.engine.metrics;
