/**
 * Decides which new traces are recorded. Parents are followed.
 */
@NullMarked
package dev.tracing.sampling;

import org.jspecify.annotations.NullMarked;
