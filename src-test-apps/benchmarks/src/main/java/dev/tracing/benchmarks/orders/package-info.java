/**
 * The application whose start and requests are measured.
 */
@NullMarked
package dev.tracing.benchmarks.orders;

import org.jspecify.annotations.NullMarked;
