package dev.tracing.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.tracing.export.ExportPipeline;
import dev.tracing.export.ExportQueue;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Says at start-up, in three lines: which service this is, where its spans go, and what
 * is instrumented.
 */
class StartupReport implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(StartupReport.class);

	private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

	private static final AttributeKey<String> SERVICE_VERSION = AttributeKey.stringKey("service.version");

	private static final AttributeKey<String> ENVIRONMENT = AttributeKey.stringKey("deployment.environment.name");

	private final Resource resource;

	private final Sampler sampler;

	private final ObjectProvider<ExportPipeline> exportPipeline;

	private final ObjectProvider<Instrumentation> instrumentations;

	StartupReport(Resource resource, Sampler sampler, ObjectProvider<ExportPipeline> exportPipeline,
			ObjectProvider<Instrumentation> instrumentations) {
		this.resource = resource;
		this.sampler = sampler;
		this.exportPipeline = exportPipeline;
		this.instrumentations = instrumentations;
	}

	@Override
	public void afterSingletonsInstantiated() {
		reportService();
		ExportPipeline pipeline = this.exportPipeline.getIfAvailable();
		reportDestinations((pipeline != null) ? pipeline.queues() : null);
		reportInstrumentation();
	}

	private void reportService() {
		String name = this.resource.getAttribute(SERVICE_NAME);
		StringBuilder line = new StringBuilder("Tracing service ").append(name);
		append(line, " ", this.resource.getAttribute(SERVICE_VERSION));
		append(line, " in ", this.resource.getAttribute(ENVIRONMENT));
		line.append(", sampling ").append(this.sampler.getDescription());
		if (ResourceFactory.UNKNOWN_SERVICE.equals(name)) {
			logger.warn(line.append("; set spring.application.name (or tracing.service.name) to name the service"));
		}
		else {
			logger.info(line);
		}
	}

	private static void append(StringBuilder line, String separator, @Nullable String value) {
		if (value != null) {
			line.append(separator).append(value);
		}
	}

	private void reportDestinations(@Nullable List<ExportQueue> queues) {
		if (queues == null) {
			logger.info("Spans go where the application's own OpenTelemetry bean sends them");
		}
		else if (queues.isEmpty()) {
			logger.warn("Spans go nowhere: set tracing.export.otlp.endpoint (for example"
					+ " http://localhost:4318/v1/traces) or tracing.export.console.enabled=true");
		}
		else {
			List<String> destinations = new ArrayList<>();
			queues.forEach((queue) -> destinations.add(queue.toString()));
			logger.info("Spans go to " + String.join(", ", destinations));
		}
	}

	private void reportInstrumentation() {
		List<String> names = this.instrumentations.orderedStream()
			.filter(Instrumentation::enabled)
			.map(Instrumentation::name)
			.sorted()
			.toList();
		logger.info("Instrumented: " + ((names.isEmpty()) ? "nothing" : String.join(", ", names)));
	}

}
