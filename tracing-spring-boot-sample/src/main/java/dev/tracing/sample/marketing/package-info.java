/**
 * The service that hears of orders through Amazon SQS.
 */
@NullMarked
package dev.tracing.sample.marketing;

import org.jspecify.annotations.NullMarked;
