/** How files are written so that nothing half-written is ever found under a final name. Every room may use it. */
package io.diffferv.engine.storage;
