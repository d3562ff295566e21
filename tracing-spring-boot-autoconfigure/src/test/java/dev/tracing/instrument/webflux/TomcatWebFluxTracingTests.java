package dev.tracing.instrument.webflux;

/**
 * Tests for {@link TracingHttpHandler} in Tomcat.
 */
class TomcatWebFluxTracingTests extends AbstractWebFluxTracingTests {

	TomcatWebFluxTracingTests() {
		super(TestServer.TOMCAT);
	}

}
