/**
 * Optical flow between neighbouring frames and what is derived from it: occlusion, warping, and the reduction to the
 * token grid. Images are planar RGB arrays {@code [3, height, width]} with values in [0, 1].
 */
package io.diffferv.engine.flow;
