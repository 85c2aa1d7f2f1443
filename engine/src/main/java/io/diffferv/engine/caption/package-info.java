/** Captions for pictures, from any server that speaks OpenAI's chat protocol and sees pictures. */
package io.diffferv.engine.caption;
