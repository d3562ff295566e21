package dev.tracing.autoconfigure;

import dev.tracing.propagation.ContextThreadLocalAccessor;
import io.micrometer.context.ContextRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.MDC;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that what must be there from the start is, in an application that makes its beans
 * when they are asked for.
 */
@ExtendWith(OutputCaptureExtension.class)
class LazyApplicationTests {

	@Test
	void invalidPropertiesStopTheStart(CapturedOutput output) {
		assertThatThrownBy(() -> start("tracing.sampling.probability=1.5")).isNotNull();
		assertThat(output).contains("APPLICATION FAILED TO START", "'tracing.sampling.probability'");
	}

	@Test
	void startIsReported(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start()) {
			assertThat(output).contains("Tracing service orders", "Spans go nowhere", "Instrumented: logging");
		}
	}

	@Test
	void logsShowIds() {
		try (ConfigurableApplicationContext context = start()) {
			assertThat(context.getBeanFactory().containsSingleton("logCorrelation")).isTrue();
			Span span = context.getBean(Tracer.class).spanBuilder("work").startSpan();
			try (Scope ignored = span.makeCurrent()) {
				assertThat(MDC.get("traceId")).isEqualTo(span.getSpanContext().getTraceId());
			}
			span.end();
		}
	}

	/**
	 * The registry is the JVM's, so others may have registered the same.
	 */
	@Test
	void snapshotsCarryTheContext() {
		ContextRegistry registry = ContextRegistry.getInstance();
		registry.removeThreadLocalAccessor(ContextThreadLocalAccessor.KEY);
		try (ConfigurableApplicationContext context = start()) {
			assertThat(registry.getThreadLocalAccessors())
				.anySatisfy((accessor) -> assertThat(accessor.key()).isEqualTo(ContextThreadLocalAccessor.KEY));
		}
	}

	private static ConfigurableApplicationContext start(String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.lazy-initialization=true", "spring.main.banner-mode=off",
					"spring.application.name=orders")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(TracingAutoConfiguration.class)
	static class Application {

	}

}
