/** The {@code diffferv} command: options in, exit statuses and one-sentence failures out; the work is the engine's. */
package io.diffferv.bridge.cli;
