package dev.tracing.instrument;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.tracing.logging.TracingFaults;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Traces clients that are beans, by what may stand for them. Comes before aspects, which
 * so are around what is traced. Leaves alone what stands for another object already, and
 * never fails the making of a bean.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public abstract class ClientBeanPostProcessor implements BeanPostProcessor, BeanFactoryAware, PriorityOrdered {

	private final ObjectProvider<TracingFaults> faults;

	private final Set<String> named = ConcurrentHashMap.newKeySet();

	private @Nullable BeanFactory beanFactory;

	/**
	 * Create a post-processor.
	 * @param faults where failures are reported
	 */
	protected ClientBeanPostProcessor(ObjectProvider<TracingFaults> faults) {
		this.faults = faults;
	}

	@Override
	public final void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public final int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public final Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!supports(bean) || ProxyableBeans.isStandIn(bean)) {
			return bean;
		}
		try {
			return trace(bean, beanName, ProxyableBeans.isKnownByClass(this.beanFactory, bean, beanName));
		}
		catch (RuntimeException ex) {
			// A client of the application's own may be anything.
			this.faults.getObject().report("preparing the bean '" + beanName + "' for tracing", ex);
			return bean;
		}
	}

	/**
	 * Whether a bean is of interest.
	 * @param bean the bean
	 * @return {@code true} to trace it
	 */
	protected abstract boolean supports(Object bean);

	/**
	 * Trace a bean.
	 * @param bean the bean
	 * @param beanName its name
	 * @param knownByClass whether the application may ask for it by its class, so that
	 * nothing can stand for it
	 * @return the bean, or what stands for it
	 */
	protected abstract Object trace(Object bean, String beanName, boolean knownByClass);

	/**
	 * Say that calls of a bean are not traced, once for each name.
	 * @param beanName name of the bean
	 * @param advice what that depends on, and what to do
	 */
	protected final void sayUntraced(String beanName, String advice) {
		if (this.named.add(beanName)) {
			LogFactory.getLog(getClass()).info("Calls of bean '" + beanName + "' are not traced" + advice);
		}
	}

}
