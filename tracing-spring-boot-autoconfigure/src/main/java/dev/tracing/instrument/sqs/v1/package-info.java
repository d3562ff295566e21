/**
 * Traces Amazon SQS through the AWS SDK for Java 1: a PRODUCER span for each message that
 * is sent, and the trace context in a copy of the request. Hooks in by proxies of clients
 * that are beans, by a request handler of builders that are, and by
 * {@code AmazonSqsTracing} for others and for hand-written loops. Switched off by
 * {@code tracing.sqs.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.sqs.v1;

import org.jspecify.annotations.NullMarked;
