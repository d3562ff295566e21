/**
 * Gives benchmarks access to what the exporter keeps to itself.
 */
@NullMarked
package dev.tracing.export.otlp;

import org.jspecify.annotations.NullMarked;
