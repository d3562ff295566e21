/**
 * The service that knows what is in stock.
 */
@NullMarked
package dev.tracing.sample.inventory;

import org.jspecify.annotations.NullMarked;
