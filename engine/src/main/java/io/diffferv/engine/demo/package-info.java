/** Makes the clip that the demo edits: a person who does not exist, moving and with sound. */
package io.diffferv.engine.demo;
