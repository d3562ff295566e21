/**
 * The service that hears of orders through Kafka.
 */
@NullMarked
package dev.tracing.sample.shipping;

import org.jspecify.annotations.NullMarked;
