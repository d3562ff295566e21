/**
 * Reads and writes the trace context that travels with requests and messages.
 */
@NullMarked
package dev.tracing.propagation;

import org.jspecify.annotations.NullMarked;
