/**
 * Traces requests of the JDK's {@code java.net.http.HttpClient}, where it is a bean.
 * Hooks in with a client around it, whose future is the original one. Switched off with
 * {@code tracing.jdkhttp.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.jdkhttp;

import org.jspecify.annotations.NullMarked;
