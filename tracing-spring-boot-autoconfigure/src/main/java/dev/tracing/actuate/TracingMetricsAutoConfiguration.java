package dev.tracing.actuate;

import java.util.List;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.export.ExportPipeline;
import dev.tracing.export.ExportQueue;
import dev.tracing.export.ExporterStatistics;
import dev.tracing.logging.TracingFaults;
import dev.tracing.propagation.OmittedFields;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of meters: per exporter the spans it
 * exported, lost and dropped and those that wait, the faults of tracing itself, and the
 * trace context that carriers had no room for.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnTracing
@ConditionalOnBean(MeterRegistry.class)
public final class TracingMetricsAutoConfiguration {

	@Bean
	TracingMeterBinder tracingMeterBinder(ObjectProvider<ExportPipeline> exportPipeline, TracingFaults tracingFaults,
			ObjectProvider<OmittedFields> omittedFields) {
		List<ExporterStatistics> exporters = exportPipeline.stream()
			.flatMap((pipeline) -> pipeline.queues().stream())
			.map(ExportQueue::statistics)
			.toList();
		return new TracingMeterBinder(exporters, tracingFaults, omittedFields.stream().toList());
	}

}
