package dev.tracing.export.otlp;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.time.Duration;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link OtlpExportAutoConfiguration}.
 */
class OtlpExportAutoConfigurationTests {

	private static final String ENDPOINT = "tracing.export.otlp.endpoint=http://localhost:4318/v1/traces";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OtlpExportAutoConfiguration.class, TracingAutoConfiguration.class));

	@Test
	void backsOffWithoutEndpoint() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(SpanExporter.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "${COLLECTOR_URL:}" })
	void backsOffWithAnEmptyEndpoint(String endpoint) {
		this.contextRunner.withPropertyValues("tracing.export.otlp.endpoint=" + endpoint)
			.run((context) -> assertThat(context).doesNotHaveBean(SpanExporter.class));
	}

	@Test
	void exportsToTheEndpoint() {
		this.contextRunner.withPropertyValues(ENDPOINT)
			.run((context) -> assertThat(context.getBean(SpanExporter.class))
				.hasToString("OTLP http://localhost:4318/v1/traces"));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "tracing.export.otlp.enabled=false", "tracing.export.enabled=false", "tracing.enabled=false" })
	void backsOffWhenSwitchedOff(String property) {
		this.contextRunner.withPropertyValues(ENDPOINT, property)
			.run((context) -> assertThat(context).doesNotHaveBean(SpanExporter.class));
	}

	@Test
	void backsOffWithoutTheSdk() {
		this.contextRunner.withPropertyValues(ENDPOINT)
			.withClassLoader(new FilteredClassLoader("io.opentelemetry.sdk.trace"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("otlpSpanExporter"));
	}

	@ParameterizedTest
	@ValueSource(classes = { HttpExporterConfiguration.class, GrpcExporterConfiguration.class })
	void backsOffForAnotherOtlpExporter(Class<?> configuration) {
		this.contextRunner.withPropertyValues(ENDPOINT)
			.withUserConfiguration(configuration)
			.run((context) -> assertThat(context).hasSingleBean(SpanExporter.class)
				.doesNotHaveBean(OtlpSpanExporter.class));
	}

	@Test
	void backsOffForABeanOfTheSameName() {
		this.contextRunner.withPropertyValues(ENDPOINT)
			.withUserConfiguration(SameNameConfiguration.class)
			.run((context) -> assertThat(context.getBean(SpanExporter.class)).isInstanceOf(InMemorySpanExporter.class));
	}

	@Test
	void staysBesideAnExporterOfAnotherKind() {
		this.contextRunner.withPropertyValues(ENDPOINT)
			.withBean("memory", InMemorySpanExporter.class, InMemorySpanExporter::create)
			.run((context) -> assertThat(context.getBeansOfType(SpanExporter.class)).hasSize(2));
	}

	@Test
	void worksWithoutTheClassOfOtherExporters() {
		this.contextRunner.withPropertyValues(ENDPOINT)
			.withClassLoader(new FilteredClassLoader("io.opentelemetry.exporter"))
			.run((context) -> assertThat(context).hasSingleBean(OtlpSpanExporter.class));
	}

	@ParameterizedTest
	@CsvSource({ "endpoint, collector:4318, needs the scheme", "timeout, 0s, longer than zero",
			"timeout, -1s, longer than zero", "connect-timeout, 0, longer than zero",
			"headers.host, evil, a header 'host' cannot be set", "headers.connection, close, cannot be set",
			"headers.content-length, 5, cannot be set", "headers[a b], c, a header 'a b' cannot be set",
			"headers.content-type, text/plain, the exporter sets 'Content-Type' itself",
			"headers.Content-Encoding, zstd, the exporter sets 'Content-Encoding' itself",
			"ssl.bundle, missing, there is no SSL bundle of this name" })
	void failsOnAPropertyThatCannotWork(String key, String value, String reason) {
		this.contextRunner.withPropertyValues(ENDPOINT, "tracing.export.otlp." + key + "=" + value)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessageContaining("tracing.export.otlp.")
				.hasMessageContaining(reason));
	}

	@Test
	void failsOnAnUnknownBundleAmongOthers(@TempDir Path directory) throws Exception {
		TestKeyStore store = TestKeyStore.create(directory, "localhost");
		this.contextRunner.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
			.withPropertyValues(ENDPOINT, "tracing.export.otlp.ssl.bundle=other",
					"spring.ssl.bundle.jks.collector.truststore.location=" + store.location(),
					"spring.ssl.bundle.jks.collector.truststore.password=" + TestKeyStore.PASSWORD)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessageContaining("'tracing.export.otlp.ssl.bundle' with value 'other'"));
	}

	@Test
	void doesNotShowTheValueOfAHeader() {
		this.contextRunner.withPropertyValues(ENDPOINT, "tracing.export.otlp.headers.api-key=secret\nx: y")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining("tracing.export.otlp.headers[api-key]")
				.hasStackTraceContaining("its value has characters that headers cannot have")
				.satisfies((ex) -> assertThat(ex).rootCause().message().doesNotContain("secret")));
	}

	@Test
	void exportsSpansOfTheSdkAsConfigured() {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			this.contextRunner
				.withPropertyValues("tracing.export.otlp.endpoint=" + receiver.url(""),
						"tracing.export.otlp.headers.Api-Key=secret", "tracing.export.otlp.compression=none",
						"spring.application.name=orders")
				.run((context) -> {
					context.getBean(Tracer.class).spanBuilder("work").startSpan().end();
					assertThat(receiver.awaitSpans(1)).extracting(Span::getName).containsExactly("work");
					OtlpReceiver.Request request = receiver.requests().get(0);
					assertThat(request.target()).isEqualTo("/v1/traces");
					assertThat(request.header("api-key")).isEqualTo("secret");
					assertThat(request.header("Content-Encoding")).isNull();
				});
		}
	}

	@Test
	void exportsWhatIsLeftWhenTheContextCloses() {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			this.contextRunner
				.withPropertyValues("tracing.export.otlp.endpoint=" + receiver.endpoint(), "tracing.export.delay=1h")
				.run((context) -> context.getBean(Tracer.class).spanBuilder("last").startSpan().end());
			assertThat(receiver.spans()).extracting(Span::getName).containsExactly("last");
			assertThat(receiver.requests().get(0).header("Content-Encoding")).isEqualTo("gzip");
		}
	}

	@Test
	void doesNotKeepTheContextFromClosingWhenTheCollectorHangs() {
		try (OtlpReceiver receiver = OtlpReceiver.start().answerAlways(OtlpAnswer.hang())) {
			this.contextRunner
				.withPropertyValues("tracing.export.otlp.endpoint=" + receiver.endpoint(), "tracing.export.delay=1ms",
						"tracing.export.shutdown-timeout=100ms")
				.run((context) -> {
					context.getBean(Tracer.class).spanBuilder("lost").startSpan().end();
					receiver.awaitRequests(1);
				});
			await().until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("tracing-export-otlp")));
			assertThat(receiver.requests()).hasSize(1);
		}
	}

	@Test
	void exportsOverTlsWithAnSslBundle(@TempDir Path directory) throws Exception {
		TestKeyStore store = TestKeyStore.create(directory, "localhost");
		try (OtlpReceiver receiver = OtlpReceiver.startTls(store.sslContext())) {
			this.contextRunner.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
				.withPropertyValues("tracing.export.otlp.endpoint=" + receiver.endpoint(),
						"tracing.export.otlp.ssl.bundle=collector",
						"spring.ssl.bundle.jks.collector.truststore.location=" + store.location(),
						"spring.ssl.bundle.jks.collector.truststore.password=" + TestKeyStore.PASSWORD,
						"spring.ssl.bundle.jks.collector.options.enabled-protocols=TLSv1.2")
				.run((context) -> {
					context.getBean(Tracer.class).spanBuilder("secure").startSpan().end();
					assertThat(receiver.awaitSpans(1)).extracting(Span::getName).containsExactly("secure");
				});
		}
	}

	@Test
	void doesNotTrustAnUnknownCertificate(@TempDir Path directory) throws Exception {
		TestKeyStore store = TestKeyStore.create(directory, "localhost");
		try (OtlpReceiver receiver = OtlpReceiver.startTls(store.sslContext())) {
			OtlpSpanExporter exporter = TestExporters.create(receiver.endpoint());
			assertThat(exporter.export(SpanFixtures.spans(1)).getFailureThrowable()).message()
				.startsWith("TLS failed: ")
				.contains("tracing.export.otlp.ssl.bundle")
				.doesNotContain("attempts");
			exporter.shutdown();
			assertThat(receiver.requests()).isEmpty();
		}
	}

	@Test
	void doesNotTrustACertificateOfAnotherHost(@TempDir Path directory) throws Exception {
		TestKeyStore store = TestKeyStore.create(directory, "elsewhere.example.org");
		try (OtlpReceiver receiver = OtlpReceiver.startTls(store.sslContext())) {
			this.contextRunner.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
				.withPropertyValues("tracing.export.otlp.endpoint=" + receiver.endpoint(),
						"tracing.export.otlp.ssl.bundle=collector",
						"spring.ssl.bundle.jks.collector.truststore.location=" + store.location(),
						"spring.ssl.bundle.jks.collector.truststore.password=" + TestKeyStore.PASSWORD)
				.run((context) -> {
					assertThat(
							context.getBean(OtlpSpanExporter.class).export(SpanFixtures.spans(1)).getFailureThrowable())
						.message()
						.startsWith("TLS failed: ");
					assertThat(receiver.requests()).isEmpty();
				});
		}
	}

	@Test
	void letsTheHttpClientBeCustomized() {
		try (OtlpReceiver proxy = OtlpReceiver.start()) {
			this.contextRunner.withPropertyValues("tracing.export.otlp.endpoint=http://collector.invalid/v1/traces")
				.withBean(OtlpHttpClientCustomizer.class,
						() -> (client) -> client
							.proxy(ProxySelector.of(new InetSocketAddress("localhost", proxy.port()))))
				.run((context) -> {
					assertThat(context.getBean(OtlpSpanExporter.class).export(SpanFixtures.spans(1)).isSuccess())
						.isTrue();
					assertThat(proxy.requests().get(0).target()).isEqualTo("http://collector.invalid/v1/traces");
				});
		}
	}

	@Test
	void bindsEveryProperty() {
		this.contextRunner
			.withPropertyValues(ENDPOINT, "tracing.export.otlp.timeout=3s", "tracing.export.otlp.connect-timeout=500ms",
					"tracing.export.otlp.compression=none", "tracing.export.otlp.headers.a=b")
			.run((context) -> {
				OtlpProperties properties = context.getBean(OtlpProperties.class);
				assertThat(properties.isEnabled()).isTrue();
				assertThat(properties.getEndpoint()).isEqualTo("http://localhost:4318/v1/traces");
				assertThat(properties.getTimeout()).isEqualTo(Duration.ofSeconds(3));
				assertThat(properties.getConnectTimeout()).isEqualTo(Duration.ofMillis(500));
				assertThat(properties.getCompression()).isEqualTo(OtlpProperties.Compression.NONE);
				assertThat(properties.getHeaders()).containsEntry("a", "b");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class HttpExporterConfiguration {

		@Bean
		OtlpHttpSpanExporter exporter() {
			return OtlpHttpSpanExporter.builder().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class GrpcExporterConfiguration {

		@Bean
		OtlpGrpcSpanExporter exporter() {
			return OtlpGrpcSpanExporter.builder().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SameNameConfiguration {

		@Bean
		InMemorySpanExporter otlpSpanExporter() {
			return InMemorySpanExporter.create();
		}

	}

}
