package dev.tracing.export.otlp;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Exporters that lose patience sooner than real ones.
 */
final class TestExporters {

	/** Five quick attempts. */
	static final RetryPolicy IMPATIENT = new RetryPolicy(5, Duration.ofMillis(1), Duration.ofMillis(5),
			Duration.ofSeconds(30), Duration.ofSeconds(30));

	private TestExporters() {
	}

	static OtlpSpanExporter create(String endpoint) {
		return create(endpoint, Duration.ofSeconds(20), IMPATIENT);
	}

	static OtlpSpanExporter create(String endpoint, Duration timeout, RetryPolicy policy) {
		return create(endpoint, true, Map.of(), timeout, policy, (client) -> {
		});
	}

	static OtlpSpanExporter create(String endpoint, boolean gzip, Map<String, String> headers, Duration timeout,
			RetryPolicy policy, Consumer<HttpClient.Builder> customizer) {
		OtlpEndpoint parsed = OtlpEndpoint.parse(endpoint);
		OtlpHttpSender sender = new OtlpHttpSender(parsed.uri(), OtlpHeaders.of(headers, gzip), customizer);
		return new OtlpSpanExporter(parsed, new OtlpBody(gzip),
				new RetryingOtlpSender(sender, new OtlpFailures(parsed), timeout, policy));
	}

}
