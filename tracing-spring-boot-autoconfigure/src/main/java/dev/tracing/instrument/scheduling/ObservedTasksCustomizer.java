package dev.tracing.instrument.scheduling;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/**
 * Makes sure that scheduled tasks are observed where nobody else sees to that.
 */
final class ObservedTasksCustomizer implements SchedulingConfigurer, Ordered {

	private final ObjectProvider<ObservationRegistry> registry;

	ObservedTasksCustomizer(ObjectProvider<ObservationRegistry> registry) {
		this.registry = registry;
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
	}

}
