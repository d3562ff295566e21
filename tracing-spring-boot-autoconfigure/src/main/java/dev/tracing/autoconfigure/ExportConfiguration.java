package dev.tracing.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.tracing.export.ExportPipeline;
import dev.tracing.export.ExportQueue;
import dev.tracing.export.ExportQueueSettings;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

/**
 * A queue for every {@link SpanExporter} bean, whoever defined it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnTracing
class ExportConfiguration {

	private static final String EXPORTER_SUFFIX = "SpanExporter";

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean({ ExportPipeline.class, SdkTracerProvider.class, OpenTelemetry.class })
	ExportPipeline exportPipeline(TracingProperties properties, ListableBeanFactory beanFactory) {
		TracingProperties.Export export = properties.getExport();
		ExportQueueSettings settings = new ExportQueueSettings(export.getQueueSize(), export.getBatchSize(),
				export.getDelay(), export.getTimeout());
		List<ExportQueue> queues = new ArrayList<>();
		// By name, for a look-up by type leaves out, silently, what is just being
		// created.
		for (String beanName : beanFactory.getBeanNamesForType(SpanExporter.class)) {
			SpanExporter exporter = beanFactory.getBean(beanName, SpanExporter.class);
			queues.add(new ExportQueue(nameOf(beanName), exporter, settings));
		}
		return new ExportPipeline(queues, export.getShutdownTimeout());
	}

	private static String nameOf(String beanName) {
		return (beanName.endsWith(EXPORTER_SUFFIX) && beanName.length() > EXPORTER_SUFFIX.length())
				? StringUtils.uncapitalize(beanName.substring(0, beanName.length() - EXPORTER_SUFFIX.length()))
				: beanName;
	}

}
