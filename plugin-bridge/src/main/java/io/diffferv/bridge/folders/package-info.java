/** Where the product keeps its things on this machine, the same for the command and for the host of a video editor. */
package io.diffferv.bridge.folders;
