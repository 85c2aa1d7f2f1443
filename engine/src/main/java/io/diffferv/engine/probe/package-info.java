/** Tells which native parts of the engine load on this machine, without the engine. */
package io.diffferv.engine.probe;
