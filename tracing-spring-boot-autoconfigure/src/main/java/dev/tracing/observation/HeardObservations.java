package dev.tracing.observation;

import java.util.List;

import io.micrometer.observation.ObservationHandler;

import org.springframework.beans.factory.BeanClassLoaderAware;
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

/**
 * Brings back what {@link UnheardObservationsImportFilter} left out, now that all
 * definitions are known, if any of them may listen to observations. If none does, what is
 * left of Spring Boot's observations waits until it is asked for.
 *
 * <p>
 * Comes before others, which then see what was brought back.
 */
final class HeardObservations implements BeanFactoryPostProcessor, PriorityOrdered, EnvironmentAware,
		ResourceLoaderAware, BeanClassLoaderAware {

	private static final String REGISTRY_CONFIGURATION = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration";

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
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		List<String> leftOut = LeftOutAutoConfigurations.of(beanFactory).names();
		if (leftOut.isEmpty() || !(beanFactory instanceof BeanDefinitionRegistry registry)) {
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
	 * A tracer of the application's own has the handlers of Spring Boot make its spans,
	 * and a registry of its own may have listeners that are no beans.
	 */
	private boolean isHeard(ConfigurableListableBeanFactory beanFactory) {
		return !beanFactory.containsBeanDefinition("micrometerOtelTracer") || !hasRegistryOfSpringBoot(beanFactory)
				|| beanFactory.getBeanNamesForType(this.customizerType, true, false).length > 0
				|| hasOtherHandler(beanFactory);
	}

	/**
	 * Whether the registry of observations is that of Spring Boot.
	 * @param beanFactory the application's
	 * @return {@code false} if it is one of the application's own, or there is none
	 */
	static boolean hasRegistryOfSpringBoot(ConfigurableListableBeanFactory beanFactory) {
		return beanFactory.containsBeanDefinition("observationRegistry")
				&& isOfRegistry(beanFactory.getBeanDefinition("observationRegistry"));
	}

	private static boolean isOfRegistry(BeanDefinition definition) {
		return REGISTRY_CONFIGURATION.equals(definition.getFactoryBeanName());
	}

	private static boolean hasOtherHandler(ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanNamesForType(ObservationHandler.class, true, false)) {
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
