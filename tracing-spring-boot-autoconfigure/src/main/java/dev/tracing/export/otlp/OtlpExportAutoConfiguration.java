package dev.tracing.export.otlp;

import java.net.http.HttpClient;
import java.time.Duration;

import javax.net.ssl.SSLParameters;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.autoconfigure.TracingProperties;
import dev.tracing.export.otlp.OtlpProperties.Compression;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.util.StringUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of export with OTLP over HTTP. Gives
 * way to an exporter bean of the application that also speaks OTLP.
 */
@AutoConfiguration(before = TracingAutoConfiguration.class)
@ConditionalOnClass(SpanExporter.class)
@ConditionalOnTracing(withoutEngine = true)
@ConditionalOnBooleanProperty(name = { "tracing.export.enabled", "tracing.export.otlp.enabled" }, matchIfMissing = true)
@Conditional(OnOtlpEndpointCondition.class)
@EnableConfigurationProperties({ OtlpProperties.class, TracingProperties.class })
public final class OtlpExportAutoConfiguration {

	private static final String PREFIX = "tracing.export.otlp.";

	private final OtlpProperties properties;

	OtlpExportAutoConfiguration(OtlpProperties properties) {
		checkPositive("timeout", properties.getTimeout());
		checkPositive("connect-timeout", properties.getConnectTimeout());
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean(name = "otlpSpanExporter",
			type = { "io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter",
					"io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter" })
	OtlpSpanExporter otlpSpanExporter(TracingProperties tracingProperties, ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<OtlpHttpClientCustomizer> customizers) {
		OtlpEndpoint endpoint = OtlpEndpoint.parse(String.valueOf(this.properties.getEndpoint()));
		OtlpBody body = new OtlpBody(this.properties.getCompression() == Compression.GZIP);
		OtlpHttpSender sender = new OtlpHttpSender(endpoint.uri(),
				OtlpHeaders.of(this.properties.getHeaders(), body.isGzip()), (client) -> {
					client.connectTimeout(this.properties.getConnectTimeout());
					useSslBundle(client, this.properties.getSsl().getBundle(), sslBundles);
					customizers.orderedStream().forEach((customizer) -> customizer.customize(client));
				});
		return new OtlpSpanExporter(endpoint, body, new RetryingOtlpSender(sender, new OtlpFailures(endpoint),
				this.properties.getTimeout(), RetryPolicy.within(tracingProperties.getExport().getTimeout())));
	}

	private static void useSslBundle(HttpClient.Builder client, @Nullable String name,
			ObjectProvider<SslBundles> sslBundles) {
		if (!StringUtils.hasLength(name)) {
			return;
		}
		SslBundles bundles = sslBundles.getIfAvailable();
		if (bundles == null || !bundles.getBundleNames().contains(name)) {
			throw new InvalidTracingPropertyException(PREFIX + "ssl.bundle", name,
					"there is no SSL bundle of this name",
					"Define the bundle under spring.ssl.bundle, or name one that exists.");
		}
		SslBundle bundle = bundles.getBundle(name);
		client.sslContext(bundle.createSslContext());
		client.sslParameters(
				new SSLParameters(bundle.getOptions().getCiphers(), bundle.getOptions().getEnabledProtocols()));
	}

	private static void checkPositive(String key, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new InvalidTracingPropertyException(PREFIX + key, value, "it must be longer than zero",
					"Set a duration such as 500ms, 10s or 1m.");
		}
	}

}
