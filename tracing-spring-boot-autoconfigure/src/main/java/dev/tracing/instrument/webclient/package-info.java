/**
 * Traces requests of {@code WebClient} and HTTP interfaces on top of it, whoever made
 * them. Hooks in with an exchange filter that stays below the application's own, so each
 * attempt is a span. Switched off with {@code tracing.webclient.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.webclient;

import org.jspecify.annotations.NullMarked;
