package dev.tracing.instrument;

import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.util.Assert;

/**
 * Tells for which beans something else may stand in that only has their interfaces.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class ReplaceableBeans {

	/**
	 * Part of the name of what Mockito makes. Tests talk to it about the very object.
	 */
	private static final String MOCK = "$MockitoMock$";

	private @Nullable BeanFactory beanFactory;

	/**
	 * Set the factory of the beans.
	 * @param beanFactory the factory
	 */
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Whether nobody can ask for a bean by its class: nobody can name the class, or the
	 * bean is declared by an interface.
	 * @param bean the bean
	 * @param beanName its name
	 * @return {@code true} if something else may take its place
	 */
	public boolean contain(Object bean, String beanName) {
		Class<?> type = bean.getClass();
		if (type.getName().contains(MOCK)) {
			return false;
		}
		return !Modifier.isPublic(type.getModifiers()) || Proxy.isProxyClass(type) || isDeclaredByInterface(beanName);
	}

	private boolean isDeclaredByInterface(String beanName) {
		Assert.state(this.beanFactory != null, "No bean factory");
		if (!(this.beanFactory instanceof ConfigurableListableBeanFactory factory)
				|| !factory.containsBeanDefinition(beanName)) {
			return false;
		}
		return factory.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition
				&& definition.getResolvableType().toClass().isInterface();
	}

}
