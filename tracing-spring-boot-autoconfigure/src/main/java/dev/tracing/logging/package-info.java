/**
 * Trace and span id in the log context, and log lines that cannot become a flood.
 */
@NullMarked
package dev.tracing.logging;

import org.jspecify.annotations.NullMarked;
