/**
 * Five small services in one JVM, and the traces that run through them.
 */
@NullMarked
package dev.tracing.sample;

import org.jspecify.annotations.NullMarked;
