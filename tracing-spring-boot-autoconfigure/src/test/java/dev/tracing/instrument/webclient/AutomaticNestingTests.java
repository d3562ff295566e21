package dev.tracing.instrument.webclient;

import dev.tracing.test.TracingExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Hooks;

/**
 * Tests of requests within requests, with Reactor's automatic context propagation.
 */
class AutomaticNestingTests extends WebClientNestingTests {

	/**
	 * Reactor replaces contexts and has no scopes to close.
	 */
	@Override
	TracingExtension extension() {
		return super.extension().allowLeakedScopes();
	}

	@BeforeEach
	void enable() {
		Hooks.enableAutomaticContextPropagation();
	}

	@AfterEach
	void disable() {
		Hooks.disableAutomaticContextPropagation();
	}

}
