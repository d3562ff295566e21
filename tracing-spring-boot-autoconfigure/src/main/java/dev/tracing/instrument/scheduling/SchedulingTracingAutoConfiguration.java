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
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of tracing for {@code @Scheduled}
 * methods.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass({ TaskScheduler.class, ObservationRegistry.class })
@ConditionalOnTracing("scheduling")
@ConditionalOnBean(value = Tracer.class, name = TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME)
@EnableConfigurationProperties(SchedulingTracingProperties.class)
public final class SchedulingTracingAutoConfiguration {

	@Bean
	static RunFrames scheduledRunFrames() {
		return new RunFrames();
	}

	@Bean
	static SchedulerBeanPostProcessor tracingSchedulerBeanPostProcessor(ObjectProvider<RunFrames> frames,
			ObjectProvider<TracingFaults> faults) {
		return new SchedulerBeanPostProcessor(frames, faults);
	}

	@Bean
	static ReactiveRunsBeanPostProcessor tracingReactiveRunsBeanPostProcessor(
			ObjectProvider<ScheduledAnnotationBeanPostProcessor> processor, ObjectProvider<RunFrames> frames,
			ObjectProvider<TracingFaults> faults) {
		return new ReactiveRunsBeanPostProcessor(processor, frames, faults);
	}

	@Bean
	@ConditionalOnMissingBean
	ScheduledSpans scheduledSpans(Tracer tracer, SchedulingTracingProperties properties,
			ObjectProvider<StartAttributes> startAttributes, RunFrames frames, TracingFaults faults) {
		return new ScheduledSpans(tracer, startAttributes.getIfAvailable(() -> StartAttributes.REQUIRED),
				new MethodPatterns("tracing.scheduling.exclude", properties.getExclude()), frames, faults);
	}

	@Bean
	ObservedTasksCustomizer observedTasksCustomizer(ObjectProvider<ObservationRegistry> registry,
			BeanFactory beanFactory, RunFrames frames, TracingFaults faults) {
		return new ObservedTasksCustomizer(registry, beanFactory, frames, faults);
	}

}
