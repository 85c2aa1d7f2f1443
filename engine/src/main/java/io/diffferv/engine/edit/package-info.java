/** The edit itself: options, inversion, guided sampling, preservation features, compositing. */
package io.diffferv.engine.edit;
