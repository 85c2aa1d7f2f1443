/**
 * MLT without an editor: projects are checked here, and rendered by libmlt inside a second process of this program,
 * which a watchdog can kill. MLT is hosted there and not here because a clip can crash it and a render can hang it.
 */
package io.diffferv.bridge.mlt;
