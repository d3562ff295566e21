package dev.tracing.actuate;

import java.util.List;
import java.util.function.ToDoubleFunction;

import dev.tracing.export.ExporterStatistics;
import dev.tracing.logging.TracingFaults;
import dev.tracing.propagation.OmittedFields;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Publishes what tracing counts anyway: nothing is added to the path of a span.
 */
final class TracingMeterBinder implements MeterBinder {

	private static final String SPANS = "spans";

	private final List<ExporterStatistics> exporters;

	private final TracingFaults faults;

	private final List<OmittedFields> omitted;

	TracingMeterBinder(List<ExporterStatistics> exporters, TracingFaults faults, List<OmittedFields> omitted) {
		this.exporters = exporters;
		this.faults = faults;
		this.omitted = omitted;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("tracing.faults", this.faults, TracingFaults::count)
			.description("Failures of tracing itself that were kept from the application")
			.register(registry);
		for (OmittedFields fields : this.omitted) {
			FunctionCounter.builder("tracing.propagation.omitted", fields, OmittedFields::count)
				.description("Fields of trace context that a carrier had no room for")
				.tag("carrier", fields.carrier())
				.register(registry);
		}
		this.exporters.forEach((exporter) -> bindTo(registry, exporter));
	}

	private static void bindTo(MeterRegistry registry, ExporterStatistics exporter) {
		Tags tags = Tags.of("exporter", exporter.exporter());
		bindSpans(registry, tags.and("outcome", "exported"), exporter, ExporterStatistics::exported);
		bindSpans(registry, tags.and("outcome", "failed"), exporter, ExporterStatistics::failed);
		bindSpans(registry, tags.and("outcome", "dropped"), exporter, ExporterStatistics::dropped);
		Gauge.builder("tracing.export.queue.size", exporter, ExporterStatistics::queueSize)
			.description("Spans that wait to be exported")
			.baseUnit(SPANS)
			.tags(tags)
			.register(registry);
		Gauge.builder("tracing.export.queue.capacity", exporter, ExporterStatistics::queueCapacity)
			.description("Spans that may wait to be exported")
			.baseUnit(SPANS)
			.tags(tags)
			.register(registry);
	}

	private static void bindSpans(MeterRegistry registry, Tags tags, ExporterStatistics exporter,
			ToDoubleFunction<ExporterStatistics> count) {
		FunctionCounter.builder("tracing.export.spans", exporter, count)
			.description("Spans that an exporter accepted, that it lost, or that its full queue did not take")
			.tags(tags)
			.register(registry);
	}

}
