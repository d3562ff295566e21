/**
 * Traces Spring Cloud AWS: a CONSUMER span for each message that a listener gets, from
 * the first interceptor until it is acknowledged, and one for each batch. Hooks in where
 * containers are assembled, around the application's own components; templates send
 * through a traced client. Switched off by {@code tracing.sqs.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.sqs.springcloud;

import org.jspecify.annotations.NullMarked;
