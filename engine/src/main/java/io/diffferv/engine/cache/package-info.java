/** Results kept on disk under the hash of everything they depend on: inversions and edited chunks. */
package io.diffferv.engine.cache;
