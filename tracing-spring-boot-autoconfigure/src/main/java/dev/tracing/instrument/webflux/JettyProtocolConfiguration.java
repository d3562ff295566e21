package dev.tracing.instrument.webflux;

import org.eclipse.jetty.server.Request;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Reads the protocol of requests to Jetty, in which WebFlux runs without servlets.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(Request.class)
class JettyProtocolConfiguration {

	@Bean
	ServerProtocol jettyServerProtocol() {
		return (request) -> (request instanceof Request jettyRequest)
				? jettyRequest.getConnectionMetaData().getProtocol() : null;
	}

}
