package dev.tracing.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.tracing.Traced;
import dev.tracing.instrument.kafka.KafkaTracing;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import jakarta.servlet.Filter;
import org.apache.kafka.clients.producer.Producer;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.WebFilter;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.handler.MappedInterceptor;

/**
 * An application with the starter, wired by nothing but its auto-configuration: what is
 * measured is what users get.
 */
final class StarterApplication implements AutoCloseable {

	private static final String INSTRUMENTATION = Traced.class.getPackageName() + ".instrument.";

	private static final int FLUSH_SECONDS = 10;

	private final ConfigurableApplicationContext context;

	private StarterApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Start an application with a server on any free port of the loopback interface.
	 * @param probability share of new traces to record, 0 to 1
	 * @param logCorrelation whether ids go to the log context
	 * @param exporter where finished spans go
	 * @return the running application
	 */
	static StarterApplication withServer(double probability, boolean logCorrelation, SpanExporter exporter) {
		return start(WebApplicationType.SERVLET, probability, logCorrelation, exporter);
	}

	/**
	 * Start an application without a server.
	 * @param probability share of new traces to record, 0 to 1
	 * @param logCorrelation whether ids go to the log context
	 * @param exporter where finished spans go
	 * @return the running application
	 */
	static StarterApplication withoutServer(double probability, boolean logCorrelation, SpanExporter exporter) {
		return start(WebApplicationType.NONE, probability, logCorrelation, exporter);
	}

	/**
	 * Start a reactive application with a server on any free port of the loopback
	 * interface.
	 * @param probability share of new traces to record, 0 to 1
	 * @param automatic whether spans are current in operators
	 * @param exporter where finished spans go
	 * @return the running application
	 */
	static StarterApplication withReactiveServer(double probability, boolean automatic, SpanExporter exporter) {
		return start(WebApplicationType.REACTIVE, probability, true, exporter,
				"--tracing.reactor.context-propagation=" + (automatic ? "automatic" : "explicit"));
	}

	private static StarterApplication start(WebApplicationType type, double probability, boolean logCorrelation,
			SpanExporter exporter, String... arguments) {
		Map<String, Object> properties = Map.of("spring.application.name", "orders", "spring.main.banner-mode", "off",
				"logging.level.root", "warn", "server.address", "127.0.0.1", "server.port", "0",
				"tracing.sampling.probability", probability, "tracing.sampling.traces-per-second", "-1",
				"tracing.logging.enabled", logCorrelation);
		ApplicationContextInitializer<GenericApplicationContext> beans = (context) -> context
			.registerBean(SpanExporter.class, () -> exporter);
		return new StarterApplication(new SpringApplicationBuilder(Configuration.class).initializers(beans)
			.web(type)
			.properties(properties)
			.run(arguments));
	}

	Tracer tracer() {
		return this.context.getBean(Tracer.class);
	}

	ContextPropagators propagators() {
		return this.context.getBean(ContextPropagators.class);
	}

	TracedOrders orders() {
		return this.context.getBean(TracedOrders.class);
	}

	/**
	 * Find the starter's servlet filter.
	 * @return the filter as it is registered
	 */
	Filter serverFilter() {
		return this.context.getBeanProvider(ServletContextInitializer.class)
			.stream()
			.filter(FilterRegistrationBean.class::isInstance)
			.map((registration) -> ((FilterRegistrationBean<?>) registration).getFilter())
			.filter((filter) -> filter.getClass().getPackageName().startsWith(INSTRUMENTATION))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Find the starter's interceptors of Spring MVC.
	 * @return the interceptors
	 */
	HandlerInterceptor[] serverInterceptors() {
		return this.context.getBeanProvider(MappedInterceptor.class)
			.orderedStream()
			.map(MappedInterceptor::getInterceptor)
			.filter((interceptor) -> interceptor.getClass().getPackageName().startsWith(INSTRUMENTATION))
			.toArray(HandlerInterceptor[]::new);
	}

	/**
	 * Find the starter's filters of WebFlux.
	 * @return the filters
	 */
	List<WebFilter> webFilters() {
		return this.context.getBeanProvider(WebFilter.class)
			.orderedStream()
			.filter((filter) -> filter.getClass().getPackageName().startsWith(INSTRUMENTATION))
			.toList();
	}

	/**
	 * Find what the starter puts around everything in WebFlux.
	 * @return the decorators
	 */
	List<HttpHandlerDecoratorFactory> httpHandlerDecorators() {
		return this.context.getBeanProvider(HttpHandlerDecoratorFactory.class).orderedStream().toList();
	}

	/**
	 * Return a builder of traced clients.
	 * @return the builder
	 */
	WebClient.Builder webClientBuilder() {
		return this.context.getBean(WebClient.Builder.class);
	}

	/**
	 * Make requests become spans.
	 * @param requestFactory makes requests
	 * @return the factory of a client that the application's builder made for the given
	 * one
	 */
	ClientHttpRequestFactory trace(ClientHttpRequestFactory requestFactory) {
		return this.context.getBean(RestTemplateBuilder.class)
			.requestFactory(() -> requestFactory)
			.build()
			.getRequestFactory();
	}

	/**
	 * Make what a producer sends become spans.
	 * @param producer the producer
	 * @return the producer as factories of the application make it
	 */
	Producer<String, String> traceProducer(Producer<String, String> producer) {
		return this.context.getBean(KafkaTracing.class).trace(producer);
	}

	/**
	 * Make what listeners do become spans.
	 * @param factory makes the containers of the listeners
	 * @return the factory as it would be if it were a bean of the application
	 */
	ConcurrentKafkaListenerContainerFactory<Object, Object> traceListeners(
			ConcurrentKafkaListenerContainerFactory<Object, Object> factory) {
		this.context.getAutowireCapableBeanFactory().initializeBean(factory, "factory");
		return factory;
	}

	/**
	 * Export what is waiting, and wait until that is done.
	 */
	void flush() {
		this.context.getBean(SdkTracerProvider.class).forceFlush().join(FLUSH_SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * The application's own beans.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(TracedOrders.class)
	static class Configuration {

	}

}
