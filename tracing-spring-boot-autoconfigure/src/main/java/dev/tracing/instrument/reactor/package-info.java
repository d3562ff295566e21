/**
 * Traces Reactor's chains: a shelf for the rooms whose libraries are reactive, and the
 * choice how the current span gets into operators. Hooks into Reactor's automatic context
 * propagation. Switched off with {@code tracing.reactor.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.reactor;

import org.jspecify.annotations.NullMarked;
