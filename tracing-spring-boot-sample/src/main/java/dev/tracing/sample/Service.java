package dev.tracing.sample;

import java.util.Arrays;

import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One service: an application context of its own with its own port, service name and
 * exporter, as if it ran elsewhere.
 */
final class Service implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private Service(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Start a service.
	 * @param application the service's main class
	 * @param name the name of its configuration file
	 * @param exporter where it sends its spans besides what its configuration says
	 * @param args its options
	 */
	static Service start(Class<?> application, String name, SpanExporter exporter, String... args) {
		return start(application, name,
				(context) -> context.getBeanFactory().registerSingleton("boardSpanExporter", exporter), args);
	}

	/**
	 * Start a service whose spans a test looks at.
	 */
	static Service start(Class<?> application, String name, SpanProcessor processor, String... args) {
		return start(application, name,
				(context) -> context.getBeanFactory().registerSingleton("testSpanProcessor", processor), args);
	}

	private static Service start(Class<?> application, String name,
			ApplicationContextInitializer<ConfigurableApplicationContext> initializer, String... args) {
		return new Service(new SpringApplicationBuilder(application).properties("spring.config.name=" + name)
			.initializers(initializer)
			.run(args));
	}

	static String[] with(String[] args, String key, String value) {
		String[] extended = Arrays.copyOf(args, args.length + 1);
		extended[args.length] = "--" + key + "=" + value;
		return extended;
	}

	String url() {
		return "http://localhost:" + this.context.getEnvironment().getRequiredProperty("local.server.port");
	}

	@Override
	public void close() {
		this.context.close();
	}

}
