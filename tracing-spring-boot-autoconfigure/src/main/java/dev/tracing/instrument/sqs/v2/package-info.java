/**
 * Traces Amazon SQS through the AWS SDK for Java 2: a PRODUCER span for each message that
 * is sent, and the trace context in a copy of the request. Hooks in by proxies of the
 * clients that are beans, and by {@code SqsTracing} for others and for hand-written
 * loops. Switched off by {@code tracing.sqs.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.sqs.v2;

import org.jspecify.annotations.NullMarked;
