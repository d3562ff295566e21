/**
 * Traces requests of {@code RestTemplate}, {@code RestClient} and HTTP interfaces on top
 * of them, whoever made them. Hooks in where requests are created, below the
 * application's interceptors, so each attempt is a span and nothing is buffered that was
 * not before. Switched off with {@code tracing.restclient.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.restclient;

import org.jspecify.annotations.NullMarked;
