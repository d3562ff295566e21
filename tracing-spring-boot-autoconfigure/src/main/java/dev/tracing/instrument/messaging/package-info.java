/**
 * Words that the instrumentation of messaging systems shares: attributes, and patterns of
 * destinations that are not traced.
 */
@NullMarked
package dev.tracing.instrument.messaging;

import org.jspecify.annotations.NullMarked;
