/** Tells what works on this machine: native parts one by one, and models without an edit. */
package io.diffferv.engine.probe;
