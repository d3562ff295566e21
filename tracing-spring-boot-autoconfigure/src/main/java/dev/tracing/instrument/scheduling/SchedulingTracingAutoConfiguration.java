package dev.tracing.instrument.scheduling;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.Tracer;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of tracing for {@code @Scheduled}
 * methods.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnTracing("scheduling")
@ConditionalOnBean(name = TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME)
@EnableConfigurationProperties(SchedulingTracingProperties.class)
public final class SchedulingTracingAutoConfiguration {

	@Bean
	static RunFrames scheduledRunFrames() {
		return new RunFrames();
	}

	@Bean
	static SchedulerBeanPostProcessor tracingSchedulerBeanPostProcessor(ObjectProvider<RunFrames> scheduledRunFrames,
			ObjectProvider<TracingFaults> tracingFaults) {
		return new SchedulerBeanPostProcessor(scheduledRunFrames, tracingFaults);
	}

	@Bean
	static ReactiveRunsBeanPostProcessor tracingReactiveRunsBeanPostProcessor(
			ObjectProvider<ScheduledAnnotationBeanPostProcessor> processor,
			ObjectProvider<RunFrames> scheduledRunFrames, ObjectProvider<TracingFaults> tracingFaults) {
		return new ReactiveRunsBeanPostProcessor(processor, scheduledRunFrames, tracingFaults);
	}

	@Bean
	ScheduledSpans scheduledSpans(Tracer openTelemetryTracer, SchedulingTracingProperties properties,
			ObjectProvider<StartAttributes> startAttributes, RunFrames scheduledRunFrames,
			TracingFaults tracingFaults) {
		return new ScheduledSpans(openTelemetryTracer, startAttributes.getIfAvailable(() -> StartAttributes.REQUIRED),
				new MethodPatterns("tracing.scheduling.exclude", properties.getExclude()), scheduledRunFrames,
				tracingFaults);
	}

	@Bean
	ObservedTasksCustomizer observedTasksCustomizer(ObjectProvider<ObservationRegistry> registry,
			BeanFactory beanFactory, RunFrames scheduledRunFrames, TracingFaults tracingFaults) {
		return new ObservedTasksCustomizer(registry, beanFactory, scheduledRunFrames, tracingFaults);
	}

}
