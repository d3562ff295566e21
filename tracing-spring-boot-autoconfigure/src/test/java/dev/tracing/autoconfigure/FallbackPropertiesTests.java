package dev.tracing.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FallbackProperties}.
 */
class FallbackPropertiesTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void addsNothingOfItsOwn() {
		assertThat(FallbackProperties.of(this.environment)).isEmpty();
	}

	@Test
	void takesOverSpringBootsKeys() {
		this.environment.withProperty("management.tracing.sampling.probability", "0.25")
			.withProperty("management.tracing.propagation.consume", "B3,W3C")
			.withProperty("management.tracing.propagation.produce", "B3_MULTI")
			.withProperty("management.tracing.export.enabled", "false")
			.withProperty("management.opentelemetry.tracing.export.otlp.endpoint", "http://collector:4318/v1/traces")
			.withProperty("management.opentelemetry.tracing.export.otlp.timeout", "3s")
			.withProperty("management.opentelemetry.tracing.export.otlp.headers.X-Key", "secret");
		assertThat(FallbackProperties.of(this.environment)).containsEntry("tracing.sampling.probability", "0.25")
			.containsEntry("tracing.propagation.extract", "B3,W3C")
			.containsEntry("tracing.propagation.inject", "B3_MULTI")
			.containsEntry("tracing.export.enabled", "false")
			.containsEntry("tracing.export.otlp.endpoint", "http://collector:4318/v1/traces")
			.containsEntry("tracing.export.otlp.timeout", "3s")
			.containsEntry("tracing.export.otlp.headers[X-Key]", "secret");
	}

	@ParameterizedTest
	@CsvSource({ "auto,automatic", "AUTO,automatic", "limited,explicit" })
	void takesOverSpringBootsModeOfReactor(String mode, String propagation) {
		this.environment.withProperty("spring.reactor.context-propagation", mode);
		assertThat(FallbackProperties.of(this.environment)).containsEntry("tracing.reactor.context-propagation",
				propagation);
	}

	@Test
	void propagationTypeOverridesBothDirections() {
		this.environment.withProperty("management.tracing.propagation.type[0]", "B3")
			.withProperty("management.tracing.propagation.consume", "W3C");
		assertThat(FallbackProperties.of(this.environment)).containsEntry("tracing.propagation.extract", "B3")
			.containsEntry("tracing.propagation.inject", "B3");
	}

	@Test
	void takesOverStandardVariables() {
		this.environment.withProperty("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
			.withProperty("OTEL_TRACES_SAMPLER_ARG", "0.5")
			.withProperty("OTEL_PROPAGATORS", "tracecontext,baggage,b3multi,jaeger")
			.withProperty("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/")
			.withProperty("OTEL_EXPORTER_OTLP_HEADERS", "api-key=abc,tenant=x")
			.withProperty("OTEL_EXPORTER_OTLP_TIMEOUT", "5000")
			.withProperty("OTEL_TRACES_EXPORTER", "otlp,console")
			.withProperty("OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS", "GET,BREW")
			.withProperty("OTEL_SDK_DISABLED", "true");
		Map<String, Object> fallbacks = FallbackProperties.of(this.environment);
		assertThat(fallbacks).containsEntry("tracing.sampling.probability", "0.5")
			.containsEntry("tracing.propagation.extract", "w3c,b3-multi")
			.containsEntry("tracing.export.otlp.endpoint", "http://collector:4318/v1/traces")
			.containsEntry("tracing.export.otlp.headers[api-key]", "abc")
			.containsEntry("tracing.export.otlp.headers[tenant]", "x")
			.containsEntry("tracing.export.otlp.timeout", "5000")
			.containsEntry("tracing.export.otlp.enabled", "true")
			.containsEntry("tracing.export.console.enabled", "true")
			.containsEntry("tracing.http.known-methods", "GET,BREW")
			.containsEntry("tracing.enabled", "false");
	}

	@Test
	void endpointForTracesIsTakenAsItIs() {
		this.environment.withProperty("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:4318/custom")
			.withProperty("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
		assertThat(FallbackProperties.of(this.environment)).containsEntry("tracing.export.otlp.endpoint",
				"http://traces:4318/custom");
	}

	@Test
	void springBootsKeysComeBeforeStandardVariables() {
		this.environment.withProperty("management.tracing.sampling.probability", "0.25")
			.withProperty("OTEL_TRACES_SAMPLER", "always_on");
		assertThat(FallbackProperties.of(this.environment)).containsEntry("tracing.sampling.probability", "0.25");
	}

	@Test
	void malformedPairsAreLeftOut() {
		assertThat(FallbackProperties.parsePairs("a=1,=2,b,c=3=4, d = 5 ,,")).containsExactly(Map.entry("a", "1"),
				Map.entry("c", "3=4"), Map.entry("d", "5"));
		assertThat(FallbackProperties.parsePairs(null)).isEmpty();
	}

}
