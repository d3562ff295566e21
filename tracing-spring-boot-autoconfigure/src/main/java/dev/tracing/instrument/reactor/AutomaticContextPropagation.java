package dev.tracing.instrument.reactor;

import reactor.core.publisher.Hooks;

/**
 * Has Reactor make the context of a subscription current on each thread that works for
 * it. A bean where that is so.
 *
 * <p>
 * Reactor has one switch per JVM. It stays on when the application stops: another
 * application may have switched it on as well. Chains without a trace context pay for it
 * and are otherwise unaffected.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class AutomaticContextPropagation {

	AutomaticContextPropagation() {
		Hooks.enableAutomaticContextPropagation();
	}

}
