package dev.tracing.autoconfigure;

import java.util.List;

import dev.tracing.export.ExportPipeline;
import dev.tracing.export.GuardedSpanProcessor;
import dev.tracing.logging.LogCorrelation;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.GuardedSampler;
import dev.tracing.sampling.HeadSampler;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.OpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The OpenTelemetry SDK. An {@link OpenTelemetry} bean of the application replaces all of
 * it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnTracing
class SdkConfiguration {

	private static final Log logger = LogFactory.getLog(SdkConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	Resource openTelemetryResource(TracingProperties properties, Environment environment,
			ObjectProvider<BuildProperties> buildProperties) {
		return new ResourceFactory(properties.getService(), environment, buildProperties.getIfAvailable()).create();
	}

	@Bean
	@ConditionalOnMissingBean
	Sampler tracingSampler(TracingProperties properties) {
		TracingProperties.Sampling sampling = properties.getSampling();
		return new HeadSampler(sampling.getProbability(), sampling.getTracesPerSecond());
	}

	@Bean
	@ConditionalOnMissingBean
	StartAttributes startAttributes(Sampler tracingSampler, ObjectProvider<SpanProcessor> spanProcessors,
			ObjectProvider<SdkTracerProviderCustomizer> customizers, ObjectProvider<ExportPipeline> exportPipeline) {
		// There is no telling what an SDK of the application, or a customizer, reads.
		boolean required = exportPipeline.getIfAvailable() == null || customizers.stream().findAny().isPresent()
				|| !(tracingSampler instanceof HeadSampler)
				|| spanProcessors.stream().anyMatch(SpanProcessor::isStartRequired);
		return (required) ? StartAttributes.REQUIRED : StartAttributes.DEFERRABLE;
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean({ SdkTracerProvider.class, OpenTelemetry.class })
	SdkTracerProvider sdkTracerProvider(Resource openTelemetryResource, Sampler tracingSampler,
			TracingFaults tracingFaults, ObjectProvider<SpanLimits> spanLimits,
			ObjectProvider<SpanProcessor> spanProcessors, ExportPipeline exportPipeline,
			ObjectProvider<SdkTracerProviderCustomizer> customizers) {
		SdkTracerProviderBuilder builder = SdkTracerProvider.builder()
			.setResource(openTelemetryResource)
			.setSampler(new GuardedSampler(tracingSampler, tracingFaults));
		spanLimits.ifAvailable(builder::setSpanLimits);
		// Processors of the application come first: what they add is exported.
		spanProcessors.orderedStream()
			.filter((processor) -> processor != exportPipeline)
			.forEach((processor) -> builder.addSpanProcessor(new GuardedSpanProcessor(processor, tracingFaults)));
		builder.addSpanProcessor(exportPipeline);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	// Its parts are beans that close themselves.
	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	@ConditionalOnBean(SdkTracerProvider.class)
	OpenTelemetry openTelemetry(TracingProperties properties, SdkTracerProvider sdkTracerProvider,
			ContextPropagators contextPropagators, ObjectProvider<SdkLoggerProvider> loggerProvider,
			ObjectProvider<SdkMeterProvider> meterProvider) {
		OpenTelemetrySdkBuilder builder = OpenTelemetrySdk.builder()
			.setTracerProvider(sdkTracerProvider)
			.setPropagators(contextPropagators);
		loggerProvider.ifAvailable(builder::setLoggerProvider);
		meterProvider.ifAvailable(builder::setMeterProvider);
		OpenTelemetrySdk openTelemetry = builder.build();
		if (properties.isRegisterGlobal()) {
			registerGlobal(openTelemetry);
		}
		return openTelemetry;
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

	@Bean
	StartupReport startupReport(Resource openTelemetryResource, Sampler tracingSampler,
			ObjectProvider<ExportPipeline> exportPipeline, ObjectProvider<LogCorrelation> logCorrelation,
			ListableBeanFactory beanFactory) {
		return new StartupReport(openTelemetryResource, tracingSampler, exportPipeline, logCorrelation, beanFactory);
	}

	/**
	 * Applies the customizers that Spring Boot's own module defines, so that those an
	 * application already has go on working.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SdkTracerProviderBuilderCustomizer.class)
	@ConditionalOnBean(SdkTracerProviderBuilderCustomizer.class)
	static class BootCustomizerConfiguration {

		@Bean
		SdkTracerProviderCustomizer bootSdkTracerProviderCustomizer(
				ObjectProvider<SdkTracerProviderBuilderCustomizer> customizers) {
			List<SdkTracerProviderBuilderCustomizer> ordered = customizers.orderedStream().toList();
			return (builder) -> ordered.forEach((customizer) -> customizer.customize(builder));
		}

	}

}
