/**
 * What tracing costs: every instrumentation beside the same span made by hand with the
 * OpenTelemetry SDK, and beside no tracing.
 */
@NullMarked
package dev.tracing.benchmarks;

import org.jspecify.annotations.NullMarked;
