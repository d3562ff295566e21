package dev.tracing.instrument.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.tracing.Traced;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The traced methods of all beans. A bean class is inspected as a whole when its first
 * bean is made, so that whatever is wrong with its annotations comes to light then.
 * Thread-safe.
 */
final class TracedMethods {

	private static final Log logger = LogFactory.getLog(TracedMethods.class);

	private final TracedMethodReader reader = new TracedMethodReader();

	private final boolean classProxies;

	private final Map<Class<?>, Map<Method, TracedMethod>> methods = new ConcurrentHashMap<>();

	private final Map<Class<?>, Boolean> annotated = new ConcurrentHashMap<>();

	private final Set<Object> reported = ConcurrentHashMap.newKeySet();

	/**
	 * Create an empty catalogue.
	 * @param classProxies whether proxies are subclasses of the bean's class even if it
	 * has interfaces
	 */
	TracedMethods(boolean classProxies) {
		this.classProxies = classProxies;
	}

	/**
	 * Whether a class of beans has a method that is traced.
	 * @param beanClass the class of a bean
	 * @return {@code true} if there is one
	 * @throws InvalidTracedMethodException if an annotation makes no sense
	 */
	boolean anyOf(Class<?> beanClass) {
		return !methodsOf(beanClass).isEmpty();
	}

	/**
	 * Find what is known of a method. Fast from the second time on.
	 * @param method the method as it is called
	 * @param beanClass the class of the bean
	 * @return the traced method, or {@code null} if it is not traced
	 */
	@Nullable TracedMethod find(Method method, Class<?> beanClass) {
		Map<Method, TracedMethod> methods = methodsOf(beanClass);
		TracedMethod traced = methods.get(method);
		if (traced == null && !methods.isEmpty()) {
			traced = read(method, beanClass);
			if (traced != null) {
				methods.put(method, traced);
			}
		}
		return traced;
	}

	private Map<Method, TracedMethod> methodsOf(Class<?> beanClass) {
		Map<Method, TracedMethod> methods = this.methods.get(beanClass);
		return (methods != null) ? methods : this.methods.computeIfAbsent(beanClass, this::inspect);
	}

	private Map<Method, TracedMethod> inspect(Class<?> beanClass) {
		if (!isAnyAnnotated(beanClass)) {
			return Map.of();
		}
		Map<Method, TracedMethod> methods = MethodIntrospector.selectMethods(beanClass,
				(MetadataLookup<TracedMethod>) (method) -> read(method, beanClass));
		return (methods.isEmpty()) ? Map.of() : new ConcurrentHashMap<>(methods);
	}

	private boolean isAnyAnnotated(Class<?> beanClass) {
		for (Class<?> type = beanClass; type != null; type = type.getSuperclass()) {
			if (isAnnotated(type)) {
				return true;
			}
		}
		for (Class<?> type : ClassUtils.getAllInterfacesForClassAsSet(beanClass)) {
			if (isAnnotated(type)) {
				return true;
			}
		}
		return false;
	}

	private boolean isAnnotated(Class<?> type) {
		return this.annotated.computeIfAbsent(type, TracedMethods::hasAnnotation);
	}

	private static boolean hasAnnotation(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, Traced.class)) {
			return false;
		}
		if (AnnotatedElementUtils.isAnnotated(type, Traced.class)) {
			return true;
		}
		try {
			for (Method method : ReflectionUtils.getDeclaredMethods(type)) {
				if (AnnotatedElementUtils.isAnnotated(method, Traced.class)) {
					return true;
				}
			}
		}
		catch (IllegalStateException ex) {
			// Nobody else may ever look at the methods of this type.
			logger.debug("Not looking for @Traced methods in a class that cannot be introspected", ex);
		}
		return false;
	}

	private @Nullable TracedMethod read(Method method, Class<?> beanClass) {
		BeanMethod beanMethod = BeanMethod.of(method, beanClass);
		MergedAnnotation<Traced> annotation = beanMethod.traced();
		if (!annotation.isPresent() || isOutOfReach(beanMethod)) {
			return null;
		}
		return this.reader.read(beanMethod, annotation);
	}

	/**
	 * Whether no proxy sees calls of the method. To match it all the same would make a
	 * proxy in vain or, for a final class, no bean at all.
	 */
	private boolean isOutOfReach(BeanMethod method) {
		int modifiers = method.method().getModifiers();
		if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers)) {
			report(method.method(), method, Modifier.isPrivate(modifiers) ? "it is private" : "it is static");
			return true;
		}
		boolean finalClass = Modifier.isFinal(method.type().getModifiers());
		if (!finalClass && !method.isFinal()) {
			return false;
		}
		if (!this.classProxies && method.isCallableThroughInterface()) {
			return false;
		}
		if (finalClass) {
			report(method.type(), method.type().getName(), "the class is final");
		}
		else {
			report(method.method(), method, "it is final");
		}
		return true;
	}

	private void report(Object key, Object what, String reason) {
		if (this.reported.add(key)) {
			logger.warn("@Traced has no effect on " + what + " because " + reason
					+ ": only calls that pass the bean's proxy are traced");
		}
	}

}
