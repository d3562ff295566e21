package dev.tracing.instrument.webflux;

import jakarta.servlet.ServletRequest;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Reads the protocol of requests to Tomcat, in which WebFlux runs as a servlet.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(ServletRequest.class)
class ServletProtocolConfiguration {

	@Bean
	ServerProtocol servletServerProtocol() {
		return (request) -> (request instanceof ServletRequest servletRequest) ? servletRequest.getProtocol() : null;
	}

}
