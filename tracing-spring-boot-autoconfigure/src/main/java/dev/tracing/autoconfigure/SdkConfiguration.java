package dev.tracing.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.tracing.export.ExportPipeline;
import dev.tracing.export.ExportQueue;
import dev.tracing.export.ExportQueueSettings;
import dev.tracing.export.GuardedSpanProcessor;
import dev.tracing.logging.LogCorrelation;
import dev.tracing.logging.TracingFaults;
import dev.tracing.propagation.ContextThreadLocalAccessor;
import dev.tracing.propagation.TraceContextPropagator;
import dev.tracing.sampling.GuardedSampler;
import dev.tracing.sampling.HeadSampler;
import dev.tracing.sampling.StartAttributes;
import io.micrometer.context.ContextRegistry;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.OpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The OpenTelemetry SDK with its propagators and export queues, which an
 * {@link OpenTelemetry} bean of the application replaces as a whole, and what shows the
 * current span to others: Micrometer's context propagation and the log context.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnTracing(withoutEngine = true)
class SdkConfiguration {

	/**
	 * Those of the SDK, except that a batch of messages has a link for each: as many as
	 * clients usually fetch at once do not fit.
	 */
	private static final SpanLimits SPAN_LIMITS = SpanLimits.builder().setMaxNumberOfLinks(1024).build();

	private static final Log logger = LogFactory.getLog(SdkConfiguration.class);

	private static final String EXPORTER_SUFFIX = "SpanExporter";

	private final TracingProperties properties;

	private final ConfigurableListableBeanFactory beanFactory;

	SdkConfiguration(TracingProperties properties, ConfigurableListableBeanFactory beanFactory) {
		TracingPropertiesValidator.validate(properties);
		this.properties = properties;
		this.beanFactory = beanFactory;
		// Micrometer has one registry per JVM. What it keeps does nothing where no
		// context is current. The report has this made at the start of lazy applications
		// too.
		ContextRegistry.getInstance().registerThreadLocalAccessor(new ContextThreadLocalAccessor());
	}

	@Bean
	@ConditionalOnMissingBean
	Resource openTelemetryResource(Environment environment, ObjectProvider<BuildProperties> buildProperties) {
		return new ResourceFactory(this.properties.getService(), environment, buildProperties.getIfAvailable())
			.create();
	}

	@Bean
	@ConditionalOnMissingBean
	Sampler tracingSampler() {
		TracingProperties.Sampling sampling = this.properties.getSampling();
		return new HeadSampler(sampling.getProbability(), sampling.getTracesPerSecond());
	}

	@Bean
	@ConditionalOnMissingBean(name = "startAttributes")
	StartAttributes startAttributes(Sampler tracingSampler, ObjectProvider<SpanProcessor> spanProcessors,
			ObjectProvider<SdkTracerProviderCustomizer> customizers, ObjectProvider<ExportPipeline> exportPipeline) {
		// There is no telling what an SDK of the application, or a customizer, reads.
		if (exportPipeline.getIfAvailable() == null || !(tracingSampler instanceof HeadSampler)
				|| customizers.iterator().hasNext()) {
			return StartAttributes.REQUIRED;
		}
		for (SpanProcessor processor : spanProcessors) {
			if (processor.isStartRequired()) {
				return StartAttributes.REQUIRED;
			}
		}
		return StartAttributes.DEFERRABLE;
	}

	@Bean
	@ConditionalOnMissingBean({ ContextPropagators.class, OpenTelemetry.class })
	ContextPropagators contextPropagators(TracingFaults tracingFaults) {
		TracingProperties.Propagation propagation = this.properties.getPropagation();
		return ContextPropagators
			.create(new TraceContextPropagator(propagation.getExtract(), propagation.getInject(), tracingFaults));
	}

	/**
	 * A queue for every {@link SpanExporter} bean, whoever defined it.
	 */
	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean({ SdkTracerProvider.class, OpenTelemetry.class })
	ExportPipeline exportPipeline() {
		TracingProperties.Export export = this.properties.getExport();
		ExportQueueSettings settings = new ExportQueueSettings(export.getQueueSize(), export.getBatchSize(),
				export.getDelay(), export.getTimeout());
		List<ExportQueue> queues = new ArrayList<>();
		// By name, for a look-up by type leaves out, silently, what is just being
		// created.
		for (String beanName : this.beanFactory.getBeanNamesForType(SpanExporter.class)) {
			SpanExporter exporter = this.beanFactory.getBean(beanName, SpanExporter.class);
			queues.add(new ExportQueue(exporterName(beanName), exporter, settings));
		}
		return new ExportPipeline(queues, export.getShutdownTimeout());
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean({ SdkTracerProvider.class, OpenTelemetry.class })
	SdkTracerProvider sdkTracerProvider(Resource openTelemetryResource, Sampler tracingSampler,
			TracingFaults tracingFaults, ObjectProvider<SpanLimits> spanLimits, ObjectProvider<IdGenerator> idGenerator,
			ObjectProvider<SpanProcessor> spanProcessors, ExportPipeline exportPipeline,
			ObjectProvider<SdkTracerProviderCustomizer> customizers) {
		SpanLimits limits = spanLimits.getIfAvailable();
		SdkTracerProviderBuilder builder = SdkTracerProvider.builder()
			.setResource(openTelemetryResource)
			.setSampler(new GuardedSampler(tracingSampler, tracingFaults))
			.setSpanLimits((limits != null) ? limits : SPAN_LIMITS);
		IdGenerator generator = idGenerator.getIfAvailable();
		if (generator != null) {
			builder.setIdGenerator(generator);
		}
		// Processors of the application come first: what they add is exported.
		for (SpanProcessor processor : spanProcessors.orderedStream().toList()) {
			if (processor != exportPipeline) {
				builder.addSpanProcessor(new GuardedSpanProcessor(processor, tracingFaults));
			}
		}
		builder.addSpanProcessor(exportPipeline);
		for (SdkTracerProviderCustomizer customizer : customizers.orderedStream().toList()) {
			customizer.customize(builder);
		}
		return builder.build();
	}

	// Its parts are beans that close themselves.
	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	OpenTelemetry openTelemetry(SdkTracerProvider sdkTracerProvider, ContextPropagators contextPropagators,
			ObjectProvider<SdkLoggerProvider> loggerProviders, ObjectProvider<SdkMeterProvider> meterProviders) {
		OpenTelemetry openTelemetry = assemble(sdkTracerProvider, contextPropagators, loggerProviders.getIfAvailable(),
				meterProviders.getIfAvailable());
		if (this.properties.isRegisterGlobal()) {
			registerGlobal(openTelemetry);
		}
		return openTelemetry;
	}

	private static OpenTelemetry assemble(SdkTracerProvider tracerProvider, ContextPropagators propagators,
			@Nullable SdkLoggerProvider loggerProvider, @Nullable SdkMeterProvider meterProvider) {
		if (loggerProvider == null && meterProvider == null) {
			return new TracesOpenTelemetry(tracerProvider, propagators);
		}
		OpenTelemetrySdkBuilder builder = OpenTelemetrySdk.builder()
			.setTracerProvider(tracerProvider)
			.setPropagators(propagators);
		if (loggerProvider != null) {
			builder.setLoggerProvider(loggerProvider);
		}
		if (meterProvider != null) {
			builder.setMeterProvider(meterProvider);
		}
		return builder.build();
	}

	@Bean
	@ConditionalOnClass(name = "org.slf4j.MDC")
	@ConditionalOnTracing(value = "logging", withoutEngine = true)
	LogCorrelation logCorrelation() {
		return new LogCorrelation();
	}

	@Bean
	StartupReport startupReport(Resource openTelemetryResource, Sampler tracingSampler,
			ObjectProvider<ExportPipeline> exportPipeline, ObjectProvider<LogCorrelation> logCorrelation) {
		return new StartupReport(openTelemetryResource, tracingSampler, exportPipeline, logCorrelation,
				this.beanFactory);
	}

	private static String exporterName(String beanName) {
		return (beanName.endsWith(EXPORTER_SUFFIX) && beanName.length() > EXPORTER_SUFFIX.length())
				? StringUtils.uncapitalize(beanName.substring(0, beanName.length() - EXPORTER_SUFFIX.length()))
				: beanName;
	}

	/**
	 * The JVM accepts one global instance for its lifetime, so an application that starts
	 * again cannot replace that of its former run.
	 */
	private static void registerGlobal(OpenTelemetry openTelemetry) {
		try {
			GlobalOpenTelemetry.set(openTelemetry);
		}
		catch (IllegalStateException ex) {
			logger.warn("Cannot register as the JVM's global OpenTelemetry (tracing.register-global=true):"
					+ " another instance was registered before and stays");
		}
	}

}
