/**
 * Annotations that application code uses to describe its own spans.
 */
@NullMarked
package dev.tracing;

import org.jspecify.annotations.NullMarked;
