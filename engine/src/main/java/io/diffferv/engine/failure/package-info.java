/** How work fails: one exception, one enum of codes, one shape of sentence. Every room may use it. */
package io.diffferv.engine.failure;
