package dev.tracing.instrument.servlet;

/**
 * Tests for {@link TracingFilter} in Tomcat.
 */
class TomcatServletTracingTests extends AbstractServletTracingTests {

	TomcatServletTracingTests() {
		super(TestServer.TOMCAT);
	}

}
