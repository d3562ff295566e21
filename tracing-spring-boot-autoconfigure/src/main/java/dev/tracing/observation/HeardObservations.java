package dev.tracing.observation;

import java.util.List;

import io.micrometer.observation.ObservationHandler;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.ResourceLoaderAware;
import org.springframework.context.annotation.ConfigurationClassPostProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * Brings back what {@link UnheardObservationsImportFilter} left out, now that all
 * definitions are known, if any of them may listen to observations.
 */
final class HeardObservations
		implements BeanDefinitionRegistryPostProcessor, EnvironmentAware, ResourceLoaderAware, BeanClassLoaderAware {

	private final ConfigurationClassPostProcessor configurations = new ConfigurationClassPostProcessor();

	private final Class<?> customizerType;

	/**
	 * Create a post-processor.
	 * @param customizerType type of beans that may register listeners
	 */
	HeardObservations(Class<?> customizerType) {
		this.customizerType = customizerType;
	}

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
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (!(registry instanceof ConfigurableListableBeanFactory beanFactory)) {
			return;
		}
		List<String> leftOut = UnheardObservationsImportFilter.leftOutOf(beanFactory);
		if (!leftOut.isEmpty() && isHeard(beanFactory)) {
			leftOut.forEach((name) -> registry.registerBeanDefinition(name, new RootBeanDefinition(name)));
			this.configurations.postProcessBeanDefinitionRegistry(registry);
		}
	}

	/**
	 * A tracer of the application's own has the handlers of Spring Boot make its spans,
	 * and a registry of its own may have listeners that are no beans.
	 */
	private boolean isHeard(ConfigurableListableBeanFactory beanFactory) {
		return !beanFactory.containsBeanDefinition("micrometerOtelTracer") || !hasRegistryOfSpringBoot(beanFactory)
				|| beanFactory.getBeanNamesForType(this.customizerType, true, false).length > 0
				|| hasOtherHandler(beanFactory);
	}

	private static boolean hasRegistryOfSpringBoot(ConfigurableListableBeanFactory beanFactory) {
		if (!beanFactory.containsBeanDefinition("observationRegistry")) {
			return false;
		}
		BeanDefinition definition = beanFactory.getBeanDefinition("observationRegistry");
		String factory = definition.getFactoryBeanName();
		return factory != null && factory.startsWith("org.springframework.boot.");
	}

	private static boolean hasOtherHandler(ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanNamesForType(ObservationHandler.class, true, false)) {
			if (!"observationSpanHandler".equals(name)) {
				return true;
			}
		}
		return false;
	}

}
