package dev.tracing.instrument.async;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.Lifecycle;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.ResolvableType;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;

/**
 * Lets tasks of executors that are beans carry the context. Spring's executors stay what
 * they are. Others get an executor around them, if nobody can ask for them by their
 * class. Comes before post-processors that put a proxy around a bean, and leaves proxies
 * alone: what they stand for is a bean of its own, or not there yet.
 */
final class ExecutorBeanPostProcessor implements BeanPostProcessor, BeanFactoryAware, PriorityOrdered {

	private static final Log logger = LogFactory.getLog(ExecutorBeanPostProcessor.class);

	private final SpringExecutors springExecutors = new SpringExecutors();

	private @Nullable ConfigurableListableBeanFactory beanFactory;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		if (beanFactory instanceof ConfigurableListableBeanFactory listable) {
			this.beanFactory = listable;
		}
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof Executor executor) || AopUtils.isAopProxy(bean) || isTracing(executor)
				|| this.springExecutors.instrument(executor, beanName)) {
			return bean;
		}
		Executor tracing = wrap(executor);
		if (tracing == null) {
			say(beanName, "it is more than an executor, or its queue compares tasks with each other");
			return bean;
		}
		Class<?> declared = declaredType(beanName);
		if (declared == null || !declared.isInstance(tracing)) {
			say(beanName, "declare the bean by an interface, as in ExecutorService, instead of "
					+ ((declared != null) ? declared : bean.getClass()).getName());
			return bean;
		}
		return tracing;
	}

	private static void say(String beanName, String reason) {
		logger.debug("Tasks of executor '" + beanName + "' carry no trace context: " + reason);
	}

	private static boolean isTracing(Executor executor) {
		return executor instanceof TracingExecutorService || executor instanceof TracingExecutor
				|| executor instanceof TracingTaskExecutor;
	}

	/**
	 * Wraps an executor without making it more or less than it was, so that it is found
	 * as what it was found before.
	 */
	private static @Nullable Executor wrap(Executor executor) {
		if (executor instanceof Lifecycle || executor instanceof ApplicationListener<?>
				|| SpringExecutors.ordersTasks(executor)) {
			return null;
		}
		if (executor instanceof ScheduledExecutorService scheduled) {
			return new TracingScheduledExecutorService(scheduled);
		}
		if (executor instanceof ExecutorService service) {
			return new TracingExecutorService(service);
		}
		if (executor instanceof AsyncTaskExecutor async) {
			return new TracingTaskExecutor(async);
		}
		if (executor instanceof TaskExecutor) {
			return (TaskExecutor) (task) -> executor.execute(ContextTasks.bind(task));
		}
		return new TracingExecutor(executor);
	}

	private @Nullable Class<?> declaredType(String beanName) {
		if (this.beanFactory == null || !this.beanFactory.containsBeanDefinition(beanName)) {
			return null;
		}
		ResolvableType type = this.beanFactory.getMergedBeanDefinition(beanName).getResolvableType();
		Class<?> declared = type.resolve();
		return (declared != null && FactoryBean.class.isAssignableFrom(declared))
				? type.as(FactoryBean.class).getGeneric(0).resolve() : declared;
	}

}
