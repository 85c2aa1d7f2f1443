/**
 * Model files: safetensors read and written with every byte accounted for, weights looked up by composed names, and
 * folders in diffusers layout with their configurations as typed values.
 */
package io.diffferv.engine.weights;
