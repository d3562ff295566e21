package dev.tracing.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Finds values for {@code tracing.*} in what an application may already set: Spring
 * Boot's {@code management.*} keys first, then the standard {@code OTEL_*} variables.
 * They have the lowest precedence of all.
 */
final class FallbackProperties {

	private static final String BOOT_OTLP = "management.opentelemetry.tracing.export.otlp.";

	private static final String OTLP = "tracing.export.otlp.";

	private final Environment environment;

	private final Binder binder;

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private FallbackProperties(Environment environment) {
		this.environment = environment;
		this.binder = Binder.get(environment);
	}

	static Map<String, Object> of(Environment environment) {
		FallbackProperties fallbacks = new FallbackProperties(environment);
		fallbacks.addSwitches();
		fallbacks.addSampling();
		fallbacks.addPropagation();
		fallbacks.put("tracing.http.known-methods", fallbacks.value("OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS"));
		fallbacks.addReactor();
		fallbacks.addOtlp();
		return fallbacks.properties;
	}

	private void addSwitches() {
		if ("true".equalsIgnoreCase(value("OTEL_SDK_DISABLED"))) {
			put("tracing.enabled", "false");
		}
		put("tracing.export.enabled", value("management.tracing.export.enabled"));
		String exporters = value("OTEL_TRACES_EXPORTER");
		if (exporters != null) {
			List<String> names = List.of(StringUtils.tokenizeToStringArray(exporters, ","));
			if (names.contains("console") || names.contains("logging")) {
				put("tracing.export.console.enabled", "true");
			}
			put("tracing.export.otlp.enabled", String.valueOf(names.contains("otlp")));
		}
	}

	private void addSampling() {
		put("tracing.sampling.probability", value("management.tracing.sampling.probability"));
		String sampler = value("OTEL_TRACES_SAMPLER");
		if (sampler != null) {
			put("tracing.sampling.probability", switch (sampler) {
				case "always_on", "parentbased_always_on" -> "1.0";
				case "always_off", "parentbased_always_off" -> "0.0";
				case "traceidratio", "parentbased_traceidratio" -> value("OTEL_TRACES_SAMPLER_ARG");
				default -> null;
			});
		}
	}

	private void addPropagation() {
		String both = list("management.tracing.propagation.type");
		put("tracing.propagation.extract", (both != null) ? both : list("management.tracing.propagation.consume"));
		put("tracing.propagation.inject", (both != null) ? both : list("management.tracing.propagation.produce"));
		String standard = standardPropagators();
		put("tracing.propagation.extract", standard);
		put("tracing.propagation.inject", standard);
	}

	/**
	 * Looks whether there is such a list before it is bound, which takes far longer.
	 */
	private @Nullable String list(String key) {
		if (!this.environment.containsProperty(key) && !this.environment.containsProperty(key + "[0]")) {
			return null;
		}
		BindResult<List<String>> values = this.binder.bind(key, Bindable.listOf(String.class));
		return (values.isBound()) ? String.join(",", values.get()) : null;
	}

	private @Nullable String standardPropagators() {
		List<String> formats = new ArrayList<>();
		for (String name : StringUtils.tokenizeToStringArray(value("OTEL_PROPAGATORS"), ",")) {
			switch (name.toLowerCase(Locale.ROOT)) {
				case "tracecontext" -> formats.add("w3c");
				case "b3" -> formats.add("b3");
				case "b3multi" -> formats.add("b3-multi");
				default -> {
					// Baggage always travels; other formats are not known here.
				}
			}
		}
		return (formats.isEmpty()) ? null : String.join(",", formats);
	}

	private void addReactor() {
		String mode = value("spring.reactor.context-propagation");
		if (mode != null) {
			put("tracing.reactor.context-propagation", ("auto".equalsIgnoreCase(mode)) ? "automatic" : "explicit");
		}
	}

	private void addOtlp() {
		for (String key : List.of("endpoint", "compression", "timeout", "connect-timeout", "ssl.bundle")) {
			put(OTLP + key, value(BOOT_OTLP + key));
		}
		putHeaders(
				this.binder.bind(BOOT_OTLP + "headers", Bindable.mapOf(String.class, String.class)).orElse(Map.of()));
		String base = value("OTEL_EXPORTER_OTLP_ENDPOINT");
		put(OTLP + "endpoint", value("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"));
		put(OTLP + "endpoint", (base != null) ? StringUtils.trimTrailingCharacter(base, '/') + "/v1/traces" : null);
		put(OTLP + "compression", otlp("COMPRESSION"));
		put(OTLP + "timeout", otlp("TIMEOUT"));
		putHeaders(parsePairs(otlp("HEADERS")));
	}

	private void putHeaders(Map<String, String> headers) {
		for (Map.Entry<String, String> header : headers.entrySet()) {
			put(OTLP + "headers[" + header.getKey() + "]", header.getValue());
		}
	}

	private @Nullable String otlp(String name) {
		String specific = value("OTEL_EXPORTER_OTLP_TRACES_" + name);
		return (specific != null) ? specific : value("OTEL_EXPORTER_OTLP_" + name);
	}

	private @Nullable String value(String key) {
		String value = this.environment.getProperty(key);
		return (StringUtils.hasText(value)) ? value : null;
	}

	private void put(String key, @Nullable Object value) {
		if (value != null) {
			this.properties.putIfAbsent(key, value);
		}
	}

	/**
	 * Read {@code key=value} pairs joined with commas. What is no pair is left out.
	 * @param pairs the text, or {@code null}
	 * @return the pairs in their order
	 */
	static Map<String, String> parsePairs(@Nullable String pairs) {
		Map<String, String> parsed = new LinkedHashMap<>();
		for (String pair : StringUtils.tokenizeToStringArray(pairs, ",")) {
			int equals = pair.indexOf('=');
			if (equals > 0) {
				parsed.put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
			}
		}
		return parsed;
	}

}
