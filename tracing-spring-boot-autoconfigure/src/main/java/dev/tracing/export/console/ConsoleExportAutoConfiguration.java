package dev.tracing.export.console;

import java.nio.charset.Charset;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.export.otlp.OtlpJson;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the exporter that prints traces
 * to the standard output.
 */
@AutoConfiguration(before = TracingAutoConfiguration.class)
@ConditionalOnClass(SpanExporter.class)
@ConditionalOnTracing(withoutEngine = true)
@ConditionalOnBooleanProperty(name = "tracing.export.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty("tracing.export.console.enabled")
@EnableConfigurationProperties(ConsoleProperties.class)
public final class ConsoleExportAutoConfiguration {

	ConsoleExportAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = "consoleSpanExporter")
	ConsoleSpanExporter consoleSpanExporter(ConsoleProperties properties) {
		return new ConsoleSpanExporter(System.out, format(properties.getFormat()));
	}

	private static ConsoleFormat format(ConsoleProperties.Format format) {
		return switch (format) {
			case TREE -> new TreeFormat(new TraceTree(outputCharset()), System::nanoTime);
			case JSON -> new JsonFormat(OtlpJson::encode);
		};
	}

	private static Charset outputCharset() {
		try {
			return Charset.forName(System.getProperty("stdout.encoding", Charset.defaultCharset().name()));
		}
		catch (IllegalArgumentException ex) {
			// The JVM, too, takes its default when it does not know the name
			return Charset.defaultCharset();
		}
	}

}
