package dev.tracing.instrument.webflux;

/**
 * Tests for {@link TracingHttpHandler} in Jetty.
 */
class JettyWebFluxTracingTests extends AbstractWebFluxTracingTests {

	JettyWebFluxTracingTests() {
		super(TestServer.JETTY);
	}

}
