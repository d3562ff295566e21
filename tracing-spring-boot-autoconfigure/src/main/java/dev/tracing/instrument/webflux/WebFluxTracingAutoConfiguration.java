package dev.tracing.instrument.webflux;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.HttpServerSpans;
import dev.tracing.instrument.http.HttpSpansConfiguration;
import dev.tracing.instrument.http.HttpTracingProperties;
import dev.tracing.instrument.http.PathExclusions;
import dev.tracing.instrument.http.ServerExclusions;
import dev.tracing.instrument.reactor.AutomaticContextPropagation;
import dev.tracing.logging.TracingFaults;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.web.reactive.DispatcherHandler;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for tracing requests to WebFlux
 * applications.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ HttpHandlerDecoratorFactory.class, DispatcherHandler.class })
@ConditionalOnTracing("webflux")
@Import({ HttpSpansConfiguration.class, NettyProtocolConfiguration.class, ServletProtocolConfiguration.class,
		JettyProtocolConfiguration.class })
public final class WebFluxTracingAutoConfiguration {

	@Bean
	ServerRequestGetter serverRequestGetter(ObjectProvider<ServerProtocol> protocols) {
		return new ServerRequestGetter(protocols.orderedStream().toList());
	}

	/**
	 * Applied to the actuator's own server too, whose own one comes before it.
	 */
	@Bean
	TracingHttpHandlerDecoratorFactory tracingHttpHandlerDecoratorFactory(HttpServerSpans httpServerSpans,
			ServerRequestGetter serverRequestGetter, HttpTracingProperties properties, Environment environment,
			ObjectProvider<AutomaticContextPropagation> automaticContextPropagation, TracingFaults tracingFaults) {
		PathExclusions exclusions = ServerExclusions.ofApplication(properties.getServer(), environment, "/");
		return new TracingHttpHandlerDecoratorFactory(httpServerSpans, serverRequestGetter, exclusions,
				automaticContextPropagation.getIfAvailable() != null, tracingFaults, Ordered.HIGHEST_PRECEDENCE + 1);
	}

	@Bean
	ExchangeFilter tracingExchangeFilter(ObjectProvider<AutomaticContextPropagation> automaticContextPropagation) {
		return new ExchangeFilter(automaticContextPropagation.getIfAvailable() != null);
	}

	@Bean
	HandledExceptionRecorder handledExceptionRecorder() {
		return new HandledExceptionRecorder();
	}

}
