/** Our own CUDA kernels for what libtorch has no fused operation for: compiled at run time, launched on its tensors. */
package io.diffferv.engine.tensor.cuda;
