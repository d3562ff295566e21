/**
 * Carries the current span, baggage and log ids to tasks of executors and schedulers that
 * are beans. Makes no spans. Hooks into Spring's executors as a {@code TaskDecorator}
 * around the application's own, and into others with an executor around them. Switched
 * off with {@code tracing.async.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.async;

import org.jspecify.annotations.NullMarked;
