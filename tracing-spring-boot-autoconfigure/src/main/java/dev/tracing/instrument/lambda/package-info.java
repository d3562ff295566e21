/**
 * Traces functions on AWS Lambda: a SERVER span for each invocation, a CONSUMER span for
 * messages of SQS, and a flush before the response is returned. Hooks in by decorators of
 * handlers ({@code LambdaTracing}) and by the around-wrapper of Spring Cloud Function.
 * Switched off by {@code tracing.lambda.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.lambda;

import org.jspecify.annotations.NullMarked;
