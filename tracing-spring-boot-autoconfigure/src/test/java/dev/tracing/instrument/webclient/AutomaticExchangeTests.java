package dev.tracing.instrument.webclient;

import dev.tracing.test.TracingExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Hooks;

/**
 * Tests of how the span of an exchange begins and ends, with Reactor's automatic context
 * propagation.
 */
class AutomaticExchangeTests extends WebClientExchangeTests {

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
