package dev.tracing.instrument.servlet;

/**
 * Tests for {@link TracingFilter} in Jetty.
 */
class JettyServletTracingTests extends AbstractServletTracingTests {

	JettyServletTracingTests() {
		super(TestServer.JETTY);
	}

}
