package dev.tracing.observation;

import java.util.Set;

import io.micrometer.observation.ObservationHandler;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;

/**
 * Takes away, before they are made, those of Spring Boot's beans that serve observations
 * whose spans are a room's business, where nobody else listens. An application that has
 * no meters then starts and runs as if it had no observations of requests, as it does
 * without the starter.
 */
final class UnheardObservationBeans implements BeanFactoryPostProcessor {

	private static final String SPRING_BOOT = "org.springframework.boot.";

	/**
	 * The bridge comes first and takes every observation, so these are never called.
	 */
	private static final Set<String> HANDLERS_BEHIND_OURS = Set.of("defaultTracingObservationHandler",
			"propagatingSenderTracingObservationHandler", "propagatingReceiverTracingObservationHandler");

	private static final Set<String> SERVING_ROOMS = Set.of("webMvcObservationFilter",
			"observationRestClientCustomizer", "observationRestTemplateCustomizer", "observationWebClientCustomizer");

	private final Class<?> customizerType;

	/**
	 * Create a post-processor.
	 * @param customizerType type of beans that may register listeners
	 */
	UnheardObservationBeans(Class<?> customizerType) {
		this.customizerType = customizerType;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory instanceof BeanDefinitionRegistry registry && !isHeard(beanFactory)) {
			HANDLERS_BEHIND_OURS.forEach((name) -> removeFrom(registry, name));
			SERVING_ROOMS.forEach((name) -> removeFrom(registry, name));
		}
	}

	/**
	 * A tracer of the application's own has the handlers of Spring Boot make its spans.
	 */
	private boolean isHeard(ConfigurableListableBeanFactory beanFactory) {
		return !beanFactory.containsBeanDefinition("micrometerOtelTracer")
				|| hasOther(beanFactory, this.customizerType, Set.of())
				|| hasOther(beanFactory, ObservationHandler.class, HANDLERS_BEHIND_OURS);
	}

	private static boolean hasOther(ConfigurableListableBeanFactory beanFactory, Class<?> type, Set<String> known) {
		for (String name : beanFactory.getBeanNamesForType(type, true, false)) {
			if (!known.contains(name) && !"observationSpanHandler".equals(name)) {
				return true;
			}
		}
		return false;
	}

	private static void removeFrom(BeanDefinitionRegistry registry, String name) {
		if (registry.containsBeanDefinition(name) && isSpringBoots(registry.getBeanDefinition(name))) {
			registry.removeBeanDefinition(name);
		}
	}

	private static boolean isSpringBoots(BeanDefinition definition) {
		String factory = definition.getFactoryBeanName();
		return factory != null && factory.startsWith(SPRING_BOOT);
	}

}
