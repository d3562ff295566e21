package dev.tracing.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests with fewer and fewer modules of Spring Boot on the class path.
 */
class ClassPathCoexistenceTests {

	private static final TrimmedClassPath NO_ACTUATOR = TrimmedClassPath.without("spring-boot-starter-actuator",
			"spring-boot-actuator", "spring-boot-actuator-autoconfigure", "spring-boot-health",
			"spring-boot-starter-micrometer-metrics", "spring-boot-micrometer-metrics", "micrometer-core",
			"micrometer-jakarta9", "micrometer-registry-otlp");

	private static final TrimmedClassPath NO_OPENTELEMETRY_MODULES = NO_ACTUATOR.andWithout(
			"spring-boot-starter-opentelemetry", "spring-boot-opentelemetry",
			"spring-boot-micrometer-tracing-opentelemetry");

	private static final TrimmedClassPath NO_TRACING_MODULE = NO_OPENTELEMETRY_MODULES
		.andWithout("spring-boot-micrometer-tracing");

	private static final TrimmedClassPath NO_OBSERVATION_MODULE = NO_TRACING_MODULE
		.andWithout("spring-boot-micrometer-observation");

	@Test
	void worksWithEverything() throws Exception {
		TrimmedClassPath.without().call(TracedApplication.class);
	}

	@Test
	void worksWithActuatorAlone() throws Exception {
		TrimmedClassPath
			.without("spring-boot-starter-opentelemetry", "spring-boot-opentelemetry",
					"spring-boot-micrometer-tracing-opentelemetry")
			.call(MeteredApplication.class);
	}

	@Test
	void worksWithoutActuatorAndMeters() throws Exception {
		NO_ACTUATOR.call(TracedApplication.class);
	}

	@Test
	void worksWithoutTheOpenTelemetryModulesOfSpringBoot() throws Exception {
		NO_OPENTELEMETRY_MODULES.call(TracedApplication.class);
	}

	@Test
	void worksWithoutTheTracingModuleOfSpringBoot() throws Exception {
		NO_TRACING_MODULE.call(TracedApplication.class);
	}

	@Test
	void worksWithoutTheObservationModuleOfSpringBoot() throws Exception {
		NO_OBSERVATION_MODULE.call(UnobservedApplication.class);
	}

	@Test
	void worksWithoutTheObservationModuleBesideTheTracingModule() throws Exception {
		NO_OPENTELEMETRY_MODULES.andWithout("spring-boot-micrometer-observation").call(UnobservedApplication.class);
	}

	@Test
	void switchedOffItProvidesTracersThatDoNothing() throws Exception {
		NO_OPENTELEMETRY_MODULES.call(UntracedApplication.class);
		NO_OBSERVATION_MODULE.call(UntracedApplication.class);
	}

	/**
	 * Makes a span by hand in an observation and takes a request, and expects all three
	 * to be exported.
	 */
	public static class TracedApplication implements Callable<Void> {

		@Override
		public Void call() throws Exception {
			try (ConfigurableApplicationContext context = start()) {
				Tracer tracer = context.getBean(Tracer.class);
				Observation.createNotStarted("observed", context.getBean(ObservationRegistry.class))
					.observe(() -> tracer.spanBuilder("by hand").startSpan().end());
				takeRequest(context);
				assertThat(exportedNames(context)).containsExactly("by hand", "observed", "GET");
				assertThat(context.getBeansOfType(OpenTelemetry.class)).hasSize(1);
				assertThat(context.getBeansOfType(io.micrometer.tracing.Tracer.class)).hasSize(1);
			}
			return null;
		}

	}

	/**
	 * Takes a request and expects one span and one measurement.
	 */
	public static class MeteredApplication implements Callable<Void> {

		@Override
		public Void call() throws Exception {
			try (ConfigurableApplicationContext context = start()) {
				takeRequest(context);
				assertThat(exportedNames(context)).containsExactly("GET");
				await().untilAsserted(() -> assertThat(
						context.getBean(MeterRegistry.class).get("http.server.requests").timer().count())
					.isOne());
			}
			return null;
		}

	}

	/**
	 * Makes a span by hand and takes a request, and expects both to be exported.
	 */
	public static class UnobservedApplication implements Callable<Void> {

		@Override
		public Void call() throws Exception {
			try (ConfigurableApplicationContext context = start()) {
				context.getBean(Tracer.class).spanBuilder("by hand").startSpan().end();
				takeRequest(context);
				assertThat(exportedNames(context)).containsExactly("by hand", "GET");
				assertThat(context.getBeansOfType(ObservationRegistry.class)).isEmpty();
			}
			return null;
		}

	}

	/**
	 * Expects each tracer to be there and to do nothing.
	 */
	public static class UntracedApplication implements Callable<Void> {

		@Override
		public Void call() {
			try (ConfigurableApplicationContext context = start("--tracing.enabled=false")) {
				assertThat(context.getBeansOfType(SdkTracerProvider.class)).isEmpty();
				assertThat(context.getBean(OpenTelemetry.class)).isSameAs(OpenTelemetry.noop());
				assertThat(context.getBean(Tracer.class).spanBuilder("by hand").startSpan().isRecording()).isFalse();
				assertThat(context.getBean(io.micrometer.tracing.Tracer.class))
					.isSameAs(io.micrometer.tracing.Tracer.NOOP);
			}
			return null;
		}

	}

	private static ConfigurableApplicationContext start(String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("spring.main.banner-mode=off", "spring.batch.job.enabled=false", "server.port=0",
					"server.address=127.0.0.1")
			.run(arguments);
	}

	/**
	 * Ask for what Spring Security does not let anyone have.
	 */
	private static void takeRequest(ApplicationContext context) throws IOException, InterruptedException {
		String url = "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port") + "/work";
		assertThat(HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
			.statusCode()).isEqualTo(401);
		// The span ends when the response is out, which may be after it was read.
		await().until(() -> exportedNames(context).contains("GET"));
	}

	private static List<String> exportedNames(ApplicationContext context) {
		context.getBean(SdkTracerProvider.class).forceFlush().join(5, TimeUnit.SECONDS);
		return context.getBean(InMemorySpanExporter.class)
			.getFinishedSpanItems()
			.stream()
			.map(SpanData::getName)
			.toList();
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
