/**
 * Traces records of Kafka: a PRODUCER span for each that is sent, a CONSUMER span for
 * each that a listener gets, and one for each batch. Hooks in by post-processors of
 * producer factories and by interceptors of listener containers, around the application's
 * own. Switched off by {@code tracing.kafka.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.kafka;

import org.jspecify.annotations.NullMarked;
