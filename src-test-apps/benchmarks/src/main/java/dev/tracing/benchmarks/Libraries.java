package dev.tracing.benchmarks;

import java.nio.file.Path;
import java.util.List;

/**
 * Libraries that an application has or has not, depending on who traces it.
 */
enum Libraries {

	/**
	 * What the starter brings beside the SDK.
	 */
	STARTER("tracing-spring-boot-autoconfigure", "tracing-spring-boot-starter", "spring-boot-micrometer-",
			"micrometer-tracing", "context-propagation-", "opentelemetry-extension-trace-propagators",
			"opentelemetry-semconv"),

	/**
	 * The OpenTelemetry SDK.
	 */
	SDK("opentelemetry-api", "opentelemetry-common", "opentelemetry-context", "opentelemetry-sdk"),

	/**
	 * The SDK's own exporter.
	 */
	EXPORTER("opentelemetry-exporter-"),

	/**
	 * What only the benchmarks in this process need: the applications have servlets and
	 * RestClient, as tracing by hand does.
	 */
	BENCHMARK("jmh-", "jopt-simple-", "commons-math3-", "opentelemetry-proto-", "protobuf-java-", "spring-kafka-",
			"kafka-clients-", "spring-messaging-", "spring-tx-", "spring-test-", "spring-boot-starter-webclient",
			"spring-boot-webclient", "spring-boot-webflux", "spring-webflux", "spring-boot-http-codec",
			"spring-boot-reactor", "reactor-", "reactive-streams", "netty-");

	private final List<String> names;

	Libraries(String... names) {
		this.names = List.of(names);
	}

	/**
	 * Whether an entry of the class path is one of these libraries: a jar file of that
	 * name or, within the build, a directory below one.
	 * @param entry the entry
	 * @return {@code true} if it is
	 */
	boolean contain(String entry) {
		for (Path part : Path.of(entry)) {
			for (String name : this.names) {
				if (part.toString().startsWith(name)) {
					return true;
				}
			}
		}
		return false;
	}

}
