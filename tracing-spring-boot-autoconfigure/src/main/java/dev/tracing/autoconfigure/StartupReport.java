package dev.tracing.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.tracing.export.ExportPipeline;
import dev.tracing.export.ExportQueue;
import dev.tracing.logging.LogCorrelation;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.StringUtils;

/**
 * Says at start-up, in three lines: which service this is, where its spans go, and what
 * is instrumented.
 *
 * <p>
 * Spring Boot leaves beans that are told of the end of a start as they are where an
 * application makes all others when they are asked for. So the engine is made and checked
 * at the start even then, and ids are in the log.
 */
class StartupReport implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(StartupReport.class);

	private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

	private static final AttributeKey<String> SERVICE_VERSION = AttributeKey.stringKey("service.version");

	private static final AttributeKey<String> ENVIRONMENT = AttributeKey.stringKey("deployment.environment.name");

	private static final String ROOT_PACKAGE = "dev.tracing.";

	private final Resource resource;

	private final Sampler sampler;

	private final ObjectProvider<ExportPipeline> exportPipeline;

	private final ObjectProvider<LogCorrelation> logCorrelation;

	private final ConfigurableListableBeanFactory beanFactory;

	StartupReport(Resource resource, Sampler sampler, ObjectProvider<ExportPipeline> exportPipeline,
			ObjectProvider<LogCorrelation> logCorrelation, ConfigurableListableBeanFactory beanFactory) {
		this.resource = resource;
		this.sampler = sampler;
		this.exportPipeline = exportPipeline;
		this.logCorrelation = logCorrelation;
		this.beanFactory = beanFactory;
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
			logger.info("Spans go to " + StringUtils.collectionToDelimitedString(queues, ", "));
		}
	}

	private void reportInstrumentation() {
		LogCorrelation correlation = this.logCorrelation.getIfAvailable();
		boolean correlates = correlation == null || correlation.isEffective();
		if (correlates && !logger.isInfoEnabled()) {
			return;
		}
		Set<String> names = rooms();
		if (!correlates) {
			names.remove("logging");
		}
		String line = "Instrumented: " + ((names.isEmpty()) ? "nothing" : String.join(", ", names));
		if (correlates) {
			logger.info(line);
		}
		else {
			logger.warn(line + "; log lines carry no trace ids, because something used an OpenTelemetry context"
					+ " before Spring Boot started");
		}
	}

	/**
	 * A room is on if what is marked as belonging to it was registered.
	 */
	private Set<String> rooms() {
		Set<String> names = new TreeSet<>();
		for (String beanName : this.beanFactory.getBeanDefinitionNames()) {
			AnnotatedTypeMetadata source = sourceOf(this.beanFactory.getBeanDefinition(beanName));
			MergedAnnotation<ConditionalOnTracing> condition = (source != null)
					? source.getAnnotations().get(ConditionalOnTracing.class) : MergedAnnotation.missing();
			if (condition.isPresent() && !condition.getString("value").isEmpty()) {
				names.add(condition.getString("value"));
			}
		}
		return names;
	}

	private static @Nullable AnnotatedTypeMetadata sourceOf(BeanDefinition definition) {
		if (!(definition instanceof AnnotatedBeanDefinition annotated)
				|| !annotated.getMetadata().getClassName().startsWith(ROOT_PACKAGE)) {
			return null;
		}
		MethodMetadata method = annotated.getFactoryMethodMetadata();
		return (method != null) ? method : annotated.getMetadata();
	}

}
