package dev.tracing.instrument.webflux;

/**
 * Tests for {@link TracingHttpHandler} in Netty.
 */
class NettyWebFluxTracingTests extends AbstractWebFluxTracingTests {

	NettyWebFluxTracingTests() {
		super(TestServer.NETTY);
	}

}
