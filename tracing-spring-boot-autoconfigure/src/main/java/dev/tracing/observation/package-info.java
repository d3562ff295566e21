/**
 * Micrometer Observations as spans: the one place that decides which of them become one.
 * Hooks in as an {@code ObservationHandler} ahead of Spring Boot's own tracing handlers.
 * Switched off with {@code tracing.observation.enabled=false}; observations then make no
 * spans, and meters go on.
 */
@NullMarked
package dev.tracing.observation;

import org.jspecify.annotations.NullMarked;
