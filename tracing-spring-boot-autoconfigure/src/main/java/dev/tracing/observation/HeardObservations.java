package dev.tracing.observation;

import java.util.List;

import io.micrometer.observation.ObservationHandler;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.ResourceLoaderAware;
import org.springframework.context.annotation.ConfigurationClassPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/**
 * Brings back what {@link UnheardObservationsImportFilter} left out, now that all
 * definitions are known, if any of them may listen to observations. If none does, what is
 * left of Spring Boot's observations waits until it is asked for. Without Spring Boot's
 * module for observations, what was left out cannot work.
 *
 * <p>
 * Comes before others, which then see what was brought back.
 */
final class HeardObservations implements BeanFactoryPostProcessor, PriorityOrdered, EnvironmentAware,
		ResourceLoaderAware, BeanClassLoaderAware {

	private static final String REGISTRY_CONFIGURATION = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration";

	private static final String CUSTOMIZER = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer";

	private final ConfigurationClassPostProcessor configurations = new ConfigurationClassPostProcessor();

	@Override
	public void setEnvironment(Environment environment) {
		this.configurations.setEnvironment(environment);
	}

	@Override
	public void setResourceLoader(ResourceLoader resourceLoader) {
		this.configurations.setResourceLoader(resourceLoader);
	}

	@Override
	public void setBeanClassLoader(ClassLoader classLoader) {
		this.configurations.setBeanClassLoader(classLoader);
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		List<String> leftOut = LeftOutAutoConfigurations.of(beanFactory).names();
		if (leftOut.isEmpty() || !(beanFactory instanceof BeanDefinitionRegistry registry)
				|| !ClassUtils.isPresent(CUSTOMIZER, beanFactory.getBeanClassLoader())) {
			return;
		}
		if (isHeard(beanFactory)) {
			leftOut.forEach((name) -> registry.registerBeanDefinition(name, new RootBeanDefinition(name)));
			this.configurations.postProcessBeanDefinitionRegistry(registry);
		}
		else {
			deferRegistry(beanFactory);
		}
	}

	/**
	 * A tracer of the application's own has the handlers of Spring Boot make its spans.
	 */
	private static boolean isHeard(ConfigurableListableBeanFactory beanFactory) {
		return !beanFactory.containsBeanDefinition("micrometerOtelTracer")
				|| mayHaveListenersThatAreNoBeans(beanFactory) || hasOtherHandler(beanFactory);
	}

	/**
	 * Whether the registry of observations is one of the application's own, or
	 * customized.
	 * @param beanFactory the application's
	 * @return {@code true} if the beans do not tell who listens
	 */
	static boolean mayHaveListenersThatAreNoBeans(ConfigurableListableBeanFactory beanFactory) {
		return !hasRegistryOfSpringBoot(beanFactory) || hasCustomizer(beanFactory);
	}

	private static boolean hasCustomizer(ConfigurableListableBeanFactory beanFactory) {
		Class<?> type = ClassUtils.resolveClassName(CUSTOMIZER, beanFactory.getBeanClassLoader());
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, type, true, false).length > 0;
	}

	private static boolean hasRegistryOfSpringBoot(ConfigurableListableBeanFactory beanFactory) {
		return beanFactory.containsBeanDefinition("observationRegistry")
				&& isOfRegistry(beanFactory.getBeanDefinition("observationRegistry"));
	}

	private static boolean isOfRegistry(BeanDefinition definition) {
		return REGISTRY_CONFIGURATION.equals(definition.getFactoryBeanName());
	}

	private static boolean hasOtherHandler(ConfigurableListableBeanFactory beanFactory) {
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, ObservationHandler.class,
				true, false)) {
			if (!"observationSpanHandler".equals(name)) {
				return true;
			}
		}
		return false;
	}

	private static void deferRegistry(ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanDefinitionNames()) {
			BeanDefinition definition = beanFactory.getBeanDefinition(name);
			if (isOfRegistry(definition)) {
				definition.setLazyInit(true);
			}
		}
	}

}
