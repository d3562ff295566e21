package dev.tracing.instrument.webflux;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.HttpServerSpans;
import jakarta.servlet.ServletRequest;
import org.eclipse.jetty.server.Request;
import org.junit.jupiter.api.Test;
import reactor.netty.http.server.HttpServerRequest;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.web.reactive.DispatcherHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebFluxTracingAutoConfiguration}.
 */
class WebFluxTracingAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(TracingAutoConfiguration.class,
			WebFluxTracingAutoConfiguration.class);

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void comesBeforeEverything() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(TracingHttpHandlerDecoratorFactory.class)).isInstanceOf(PriorityOrdered.class);
			assertThat(context.getBean(ExchangeFilter.class)).isInstanceOf(PriorityOrdered.class);
			assertThat(context.getBean(ExchangeFilter.class).getOrder()).isEqualTo(Ordered.HIGHEST_PRECEDENCE);
			assertThat(context).hasSingleBean(HandledExceptionRecorder.class);
			assertThat(context.getBeansOfType(ServerProtocol.class)).hasSize(3);
		});
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.webflux.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(TracingHttpHandlerDecoratorFactory.class)
				.doesNotHaveBean(ExchangeFilter.class)
				.doesNotHaveBean(HandledExceptionRecorder.class)
				.doesNotHaveBean(ServerProtocol.class)
				.doesNotHaveBean(HttpServerSpans.class);
		});
	}

	@Test
	void backsOffWhenTracingIsSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WebFluxTracingAutoConfiguration.class)
				.doesNotHaveBean(TracingHttpHandlerDecoratorFactory.class));
	}

	@Test
	void backsOffWhenWebFluxIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(DispatcherHandler.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WebFluxTracingAutoConfiguration.class));
	}

	@Test
	void backsOffInOtherApplications() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WebFluxTracingAutoConfiguration.class));
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WebFluxTracingAutoConfiguration.class));
	}

	@Test
	void doesWithoutServersThatAreMissing() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader(ServletRequest.class, Request.class, HttpServerRequest.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(TracingHttpHandlerDecoratorFactory.class)
				.doesNotHaveBean(ServerProtocol.class));
	}

}
