/**
 * Tracing as seen by those who run the application: meters of what became of its spans.
 */
@NullMarked
package dev.tracing.actuate;

import org.jspecify.annotations.NullMarked;
