package dev.tracing.instrument.webflux;

import reactor.netty.http.server.HttpServerRequest;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Reads the protocol of requests to Reactor Netty.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HttpServerRequest.class)
class NettyProtocolConfiguration {

	@Bean
	ServerProtocol nettyServerProtocol() {
		return (request) -> (request instanceof HttpServerRequest nettyRequest) ? nettyRequest.version().text() : null;
	}

}
