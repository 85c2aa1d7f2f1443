/** Edits clips in several ways, measures each, and writes a report: the paper's evaluation (method.md part 3). */
package io.diffferv.bridge.evaluate;
