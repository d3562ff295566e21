/**
 * Traces requests to WebFlux applications, routes and exceptions included. Hooks in
 * around the whole {@code HttpHandler} and as the first {@code WebFilter}. Switched off
 * by {@code tracing.webflux.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.webflux;

import org.jspecify.annotations.NullMarked;
