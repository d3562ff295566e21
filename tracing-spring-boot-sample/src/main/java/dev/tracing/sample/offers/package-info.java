/**
 * The service that makes offers, reactive from end to end.
 */
@NullMarked
package dev.tracing.sample.offers;

import org.jspecify.annotations.NullMarked;
