/**
 * Words that the instrumentation of all clients of Amazon SQS shares: spans, attributes,
 * and how trace context travels in a message. Knows none of the clients.
 */
@NullMarked
package dev.tracing.instrument.sqs;

import org.jspecify.annotations.NullMarked;
