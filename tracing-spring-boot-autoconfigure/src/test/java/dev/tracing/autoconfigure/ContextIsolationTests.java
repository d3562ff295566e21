package dev.tracing.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with two applications in one JVM, and with one that starts again.
 */
@SuppressWarnings("try")
class ContextIsolationTests {

	private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

	@Test
	void twoApplicationsAreTwoServices() {
		try (ConfigurableApplicationContext orders = start("orders");
				ConfigurableApplicationContext stock = start("stock")) {
			observe(orders, "order.place");
			observe(stock, "stock.reserve");
			assertThat(exported(orders)).singleElement().satisfies((span) -> {
				assertThat(span.getName()).isEqualTo("order.place");
				assertThat(span.getResource().getAttribute(SERVICE_NAME)).isEqualTo("orders");
			});
			assertThat(exported(stock)).singleElement().satisfies((span) -> {
				assertThat(span.getName()).isEqualTo("stock.reserve");
				assertThat(span.getResource().getAttribute(SERVICE_NAME)).isEqualTo("stock");
			});
		}
	}

	@Test
	void twoApplicationsSampleEachInTheirWay() {
		try (ConfigurableApplicationContext orders = start("orders", "--tracing.sampling.probability=0");
				ConfigurableApplicationContext stock = start("stock")) {
			assertThat(startSpan(orders).isRecording()).isFalse();
			assertThat(startSpan(stock).isRecording()).isTrue();
		}
	}

	@Test
	void oneTraceRunsThroughBothWhenOneCallsTheOther() {
		try (ConfigurableApplicationContext orders = start("orders");
				ConfigurableApplicationContext stock = start("stock")) {
			Observation.createNotStarted("order.place", orders.getBean(ObservationRegistry.class))
				.observe(() -> observe(stock, "stock.reserve"));
			SpanData caller = exported(orders).get(0);
			assertThat(exported(stock)).singleElement()
				.satisfies((span) -> assertThat(span.getParentSpanId()).isEqualTo(caller.getSpanId()));
		}
	}

	@Test
	void closingOneLeavesTheOtherAlone() {
		try (ConfigurableApplicationContext stock = start("stock")) {
			start("orders").close();
			Span span = startSpan(stock);
			try (Scope scope = span.makeCurrent()) {
				assertThat(MDC.get("traceId")).isEqualTo(span.getSpanContext().getTraceId());
			}
			span.end();
			assertThat(exported(stock)).hasSize(1);
		}
	}

	@Test
	void anApplicationMayStartAgain() {
		start("orders").close();
		awaitNoExportThreads();
		try (ConfigurableApplicationContext again = start("orders")) {
			observe(again, "order.place");
			assertThat(exported(again)).hasSize(1);
		}
		awaitNoExportThreads();
	}

	@Test
	void noneIsGlobalUnlessAskedFor() {
		try (ConfigurableApplicationContext orders = start("orders")) {
			assertThat(GlobalOpenTelemetry.isSet()).isFalse();
			start("stock", "--tracing.register-global=true").close();
			assertThat(GlobalOpenTelemetry.isSet()).isTrue();
			assertThat(orders.getBean(OpenTelemetry.class)).isNotSameAs(GlobalOpenTelemetry.get());
			start("stock", "--tracing.register-global=true").close();
		}
		finally {
			GlobalOpenTelemetry.resetForTest();
		}
	}

	private static ConfigurableApplicationContext start(String name, String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "spring.batch.job.enabled=false",
					"spring.application.name=" + name)
			.run(arguments);
	}

	private static void observe(ApplicationContext application, String name) {
		Observation.createNotStarted(name, application.getBean(ObservationRegistry.class)).observe(() -> {
		});
	}

	private static Span startSpan(ApplicationContext application) {
		return application.getBean(Tracer.class).spanBuilder("by hand").startSpan();
	}

	private static List<SpanData> exported(ApplicationContext application) {
		application.getBean(SdkTracerProvider.class).forceFlush().join(5, TimeUnit.SECONDS);
		return application.getBean(InMemorySpanExporter.class).getFinishedSpanItems();
	}

	private static void awaitNoExportThreads() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("tracing-export-inMemory")));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		InMemorySpanExporter inMemorySpanExporter() {
			return InMemorySpanExporter.create();
		}

	}

}
