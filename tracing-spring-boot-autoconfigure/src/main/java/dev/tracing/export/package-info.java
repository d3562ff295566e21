/**
 * Carries finished spans to exporters: one bounded queue and one worker per exporter.
 */
@NullMarked
package dev.tracing.export;

import org.jspecify.annotations.NullMarked;
