package dev.tracing.instrument;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Tells which beans another object may stand for that has the same interfaces.
 */
final class ProxyableBeans {

	private static final String MOCK = "$MockitoMock$";

	private ProxyableBeans() {
	}

	/**
	 * Whether a bean stands for another object already: a mock or a spy, which a test
	 * asks what was called, or a proxy, for what is behind it is a bean of its own or not
	 * there yet.
	 * @param bean the bean
	 * @return {@code true} to leave it alone
	 */
	static boolean isStandIn(Object bean) {
		return bean.getClass().getName().contains(MOCK) || AopUtils.isAopProxy(bean) || isMock(bean);
	}

	/**
	 * A spy of a class looks like any other instance of it.
	 */
	private static boolean isMock(Object bean) {
		try {
			Class<?> mockito = ClassUtils.forName("org.mockito.Mockito", bean.getClass().getClassLoader());
			Method mockingDetails = mockito.getMethod("mockingDetails", Object.class);
			Object details = mockingDetails.invoke(null, bean);
			return details != null
					&& Boolean.TRUE.equals(mockingDetails.getReturnType().getMethod("isMock").invoke(details));
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			// There is no Mockito, as there is not in production.
			return false;
		}
	}

	/**
	 * Whether an application can ask for a bean by its class: it is declared so, or it is
	 * not known how it is declared and the class is not hidden.
	 * @param beanFactory has the bean
	 * @param bean the bean
	 * @param beanName its name
	 * @return {@code true} to leave it what it is
	 */
	static boolean isKnownByClass(@Nullable BeanFactory beanFactory, Object bean, String beanName) {
		Class<?> declared = declaredType(beanFactory, beanName);
		if (declared != null) {
			return !declared.isInterface();
		}
		Class<?> type = bean.getClass();
		return Modifier.isPublic(type.getModifiers()) && !Proxy.isProxyClass(type);
	}

	private static @Nullable Class<?> declaredType(@Nullable BeanFactory beanFactory, String beanName) {
		if (!(beanFactory instanceof ConfigurableListableBeanFactory listable)
				|| !listable.containsBeanDefinition(beanName)) {
			return null;
		}
		ResolvableType type = listable.getMergedBeanDefinition(beanName).getResolvableType();
		Class<?> declared = type.resolve();
		return (declared != null && FactoryBean.class.isAssignableFrom(declared))
				? type.as(FactoryBean.class).getGeneric(0).resolve() : declared;
	}

}
