package dev.tracing.instrument.scheduling;

import dev.tracing.logging.TracingFaults;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.scheduling.config.TaskManagementConfigUtils;
import org.springframework.scheduling.config.TaskSchedulerRouter;

/**
 * Makes sure that scheduled tasks are observed where nobody else sees to that, and that
 * each run has a frame. Comes after the application's own configurers.
 */
final class ObservedTasksCustomizer implements SchedulingConfigurer, Ordered, DisposableBean {

	private final ObjectProvider<ObservationRegistry> registry;

	private final FramingSchedulerRouter router;

	ObservedTasksCustomizer(ObjectProvider<ObservationRegistry> registry, BeanFactory beanFactory, RunFrames frames,
			TracingFaults faults) {
		this.registry = registry;
		this.router = new FramingSchedulerRouter(frames, faults);
		this.router.setBeanName(TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME);
		this.router.setBeanFactory(beanFactory);
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public void configureTasks(ScheduledTaskRegistrar registrar) {
		ObservationRegistry registry = registrar.getObservationRegistry();
		if (registry == null || registry.isNoop()) {
			this.registry.ifUnique(registrar::setObservationRegistry);
		}
		TaskScheduler scheduler = registrar.getScheduler();
		if (scheduler != null && scheduler.getClass() == TaskSchedulerRouter.class) {
			registrar.setTaskScheduler(this.router);
		}
	}

	/**
	 * Stops the executor that the router made if it found none.
	 */
	@Override
	public void destroy() {
		this.router.destroy();
	}

}
