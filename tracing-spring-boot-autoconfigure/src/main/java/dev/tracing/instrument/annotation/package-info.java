/**
 * Traces calls of bean methods with {@code @Traced}. Hooks in as a Spring AOP advisor,
 * which the application's auto-proxy creator applies. Off with
 * {@code tracing.annotation.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.annotation;

import org.jspecify.annotations.NullMarked;
