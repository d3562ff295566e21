/**
 * The service that customers talk to.
 */
@NullMarked
package dev.tracing.sample.gateway;

import org.jspecify.annotations.NullMarked;
