/**
 * The service that takes orders: a database, a domain method and a call to the stock.
 */
@NullMarked
package dev.tracing.sample.orders;

import org.jspecify.annotations.NullMarked;
