/**
 * Traces runs of {@code @Scheduled} methods, reactive ones too: each is the root of a new
 * trace. Hooks in through Spring's own observation of scheduled tasks, and into its
 * schedulers for the ids in the log line of a failed run. Switched off by
 * {@code tracing.scheduling.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.scheduling;

import org.jspecify.annotations.NullMarked;
