/** Noise schedules: numbers only, no tensors. */
package io.diffferv.engine.schedule;
