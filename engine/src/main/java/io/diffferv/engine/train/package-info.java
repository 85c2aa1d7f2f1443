/** Specialization: teaches a model's U-Net more about faces (method.md B). */
package io.diffferv.engine.train;
