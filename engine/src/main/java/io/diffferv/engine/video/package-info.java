/**
 * Video files in and out: decoded pictures in their own sample format, upright RGB views of them for the networks, and
 * outputs that keep timing, sound and tags. FFmpeg does the formats; nothing else of the engine sees its types.
 */
package io.diffferv.engine.video;
