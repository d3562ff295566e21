package dev.tracing.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.info.BuildProperties;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Describes the application: its service, host and process, after the OpenTelemetry
 * semantic conventions for resources.
 */
final class ResourceFactory {

	static final String UNKNOWN_SERVICE = "unknown_service:java";

	private static final String STANDARD_VARIABLE = "OTEL_RESOURCE_ATTRIBUTES";

	private static final Path KERNEL_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

	private final TracingProperties.Service service;

	private final Environment environment;

	private final @Nullable BuildProperties buildProperties;

	ResourceFactory(TracingProperties.Service service, Environment environment,
			@Nullable BuildProperties buildProperties) {
		this.service = service;
		this.environment = environment;
		this.buildProperties = buildProperties;
	}

	Resource create() {
		AttributesBuilder attributes = Attributes.builder();
		addHost(attributes);
		addProcess(attributes);
		addStandardVariable(attributes);
		putAll(attributes,
				Binder.get(this.environment)
					.bind("management.opentelemetry.resource-attributes", Bindable.mapOf(String.class, String.class))
					.orElse(Map.of()));
		put(attributes, "service.name", serviceName());
		put(attributes, "service.namespace", this.service.getNamespace());
		put(attributes, "service.version", version());
		put(attributes, "service.instance.id", instanceId());
		put(attributes, "deployment.environment.name", this.service.getEnvironment());
		putAll(attributes, this.service.getAttributes());
		return Resource.getDefault().merge(Resource.create(attributes.build()));
	}

	private String serviceName() {
		return firstWithText(this.service.getName(), this.environment.getProperty("OTEL_SERVICE_NAME"),
				this.environment.getProperty("spring.application.name"),
				this.environment.getProperty("AWS_LAMBDA_FUNCTION_NAME"), UNKNOWN_SERVICE);
	}

	private static String firstWithText(@Nullable String... candidates) {
		for (String candidate : candidates) {
			if (candidate != null && !candidate.isBlank()) {
				return candidate;
			}
		}
		throw new IllegalArgumentException("No candidate has text");
	}

	private @Nullable String version() {
		String version = this.service.getVersion();
		return (version == null && this.buildProperties != null) ? this.buildProperties.getVersion() : version;
	}

	private String instanceId() {
		String instanceId = this.service.getInstanceId();
		return (StringUtils.hasText(instanceId)) ? instanceId : UUID.randomUUID().toString();
	}

	private void addHost(AttributesBuilder attributes) {
		put(attributes, "host.name", hostName());
		put(attributes, "host.arch", hostArchitecture());
	}

	/**
	 * Asks the kernel first: a resolver that is set up badly takes seconds to answer.
	 */
	private @Nullable String hostName() {
		String variable = this.environment.getProperty("HOSTNAME");
		if (StringUtils.hasText(variable)) {
			return variable;
		}
		try {
			return (Files.isReadable(KERNEL_HOST_NAME)) ? Files.readString(KERNEL_HOST_NAME).trim()
					: InetAddress.getLocalHost().getHostName();
		}
		catch (IOException ex) {
			// A resource without host name is better than none.
			return null;
		}
	}

	private static String hostArchitecture() {
		String architecture = System.getProperty("os.arch", "");
		return switch (architecture) {
			case "x86_64" -> "amd64";
			case "aarch64" -> "arm64";
			default -> architecture;
		};
	}

	private static void addProcess(AttributesBuilder attributes) {
		attributes.put("process.pid", ProcessHandle.current().pid());
		put(attributes, "process.runtime.name", System.getProperty("java.runtime.name"));
		put(attributes, "process.runtime.version", System.getProperty("java.runtime.version"));
		put(attributes, "process.runtime.description",
				System.getProperty("java.vm.vendor") + " " + System.getProperty("java.vm.name"));
		put(attributes, "os.type", operatingSystem());
	}

	private static String operatingSystem() {
		String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
		if (name.startsWith("mac")) {
			return "darwin";
		}
		return (name.startsWith("windows")) ? "windows" : name;
	}

	/**
	 * Reads {@code OTEL_RESOURCE_ATTRIBUTES}: {@code key=value} pairs joined with commas,
	 * percent-encoded (OpenTelemetry specification, Resource SDK).
	 */
	private void addStandardVariable(AttributesBuilder attributes) {
		String variable = this.environment.getProperty(STANDARD_VARIABLE, "");
		try {
			for (Map.Entry<String, String> pair : FallbackProperties.parsePairs(variable).entrySet()) {
				put(attributes, pair.getKey(), decode(pair.getValue()));
			}
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidTracingPropertyException(STANDARD_VARIABLE, variable,
					"a value in it is not percent-encoded (" + ex.getMessage() + ")",
					"Write a percent sign as %25, or set tracing.service.attributes instead.");
		}
	}

	private static String decode(String value) {
		// The decoder takes a plus sign for a space, which the specification does not.
		return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
	}

	private static void putAll(AttributesBuilder attributes, Map<String, String> values) {
		for (Map.Entry<String, String> entry : values.entrySet()) {
			put(attributes, entry.getKey(), entry.getValue());
		}
	}

	private static void put(AttributesBuilder attributes, String key, @Nullable String value) {
		if (StringUtils.hasText(value)) {
			attributes.put(key, value);
		}
	}

}
