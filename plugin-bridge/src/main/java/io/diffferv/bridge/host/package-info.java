/** The engine inside somebody else's process: entry point of the virtual machine, runs of frames, log. */
package io.diffferv.bridge.host;
