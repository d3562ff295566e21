package dev.tracing.instrument.scheduling;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;

import dev.tracing.logging.TracingFaults;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.annotation.Schedules;
import org.springframework.util.ReflectionUtils;

/**
 * Gives beans with reactive scheduled methods a list of subscriptions that shows the
 * context of a run as it ends. Has no order, so that it comes after those who make
 * proxies and before Spring's own post-processor, which would make the list.
 */
final class ReactiveRunsBeanPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<ScheduledAnnotationBeanPostProcessor> processor;

	private final ObjectProvider<RunFrames> frames;

	private final ObjectProvider<TracingFaults> faults;

	ReactiveRunsBeanPostProcessor(ObjectProvider<ScheduledAnnotationBeanPostProcessor> processor,
			ObjectProvider<RunFrames> frames, ObjectProvider<TracingFaults> faults) {
		this.processor = processor;
		this.frames = frames;
		this.faults = faults;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (hasReactiveMethods(AopProxyUtils.ultimateTargetClass(bean))) {
			this.processor.ifUnique((processor) -> register(bean, processor));
		}
		return bean;
	}

	private static boolean hasReactiveMethods(Class<?> type) {
		return ReactiveAdapterRegistry.getSharedInstance().hasAdapters()
				&& AnnotationUtils.isCandidateClass(type, List.of(Scheduled.class, Schedules.class))
				&& !MethodIntrospector.selectMethods(type, ReactiveRunsBeanPostProcessor::isReactiveRun).isEmpty();
	}

	private static boolean isReactiveRun(Method method) {
		return method.getParameterCount() == 0 && !method.getReturnType().isPrimitive()
				&& ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.getReturnType()) != null
				&& (AnnotatedElementUtils.hasAnnotation(method, Scheduled.class)
						|| AnnotatedElementUtils.hasAnnotation(method, Schedules.class));
	}

	@SuppressWarnings("unchecked")
	private void register(Object bean, ScheduledAnnotationBeanPostProcessor processor) {
		try {
			Field field = ReflectionUtils.findField(ScheduledAnnotationBeanPostProcessor.class, "reactiveSubscriptions",
					Map.class);
			if (field == null) {
				throw new IllegalStateException("There is no field reactiveSubscriptions");
			}
			ReflectionUtils.makeAccessible(field);
			Map<Object, List<Runnable>> subscriptions = (Map<Object, List<Runnable>>) ReflectionUtils.getField(field,
					processor);
			if (subscriptions != null) {
				subscriptions.putIfAbsent(bean, new RunSubscriptions(this.frames.getObject(), this.faults.getObject()));
			}
		}
		catch (RuntimeException ex) {
			this.faults.getObject().report("preparing the log ids of reactive scheduled methods", ex);
		}
	}

}
