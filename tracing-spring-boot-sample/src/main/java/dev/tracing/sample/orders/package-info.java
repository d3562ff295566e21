/**
 * The service that takes orders: a database, a domain method, a call to the stock and a
 * message to whoever cares.
 */
@NullMarked
package dev.tracing.sample.orders;

import org.jspecify.annotations.NullMarked;
