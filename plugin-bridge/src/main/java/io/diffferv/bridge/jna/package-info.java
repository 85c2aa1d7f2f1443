/** The structures and functions of {@code mlt-filter/src/engine.h}, as JNA sees them; sizes and offsets are its. */
package io.diffferv.bridge.jna;
