package dev.tracing.instrument.annotation;

import java.lang.reflect.AnnotatedElement;
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
import org.springframework.util.function.SingletonSupplier;

/**
 * The traced methods of all beans. A bean class is inspected as a whole when its first
 * bean is made, so that whatever is wrong with its annotations comes to light then.
 * Thread-safe.
 */
final class TracedMethods {

	private static final Log logger = LogFactory.getLog(TracedMethods.class);

	private final SingletonSupplier<TracedMethodReader> reader = SingletonSupplier.of(TracedMethodReader::new);

	private final boolean classProxies;

	private final Map<Class<?>, Boolean> annotated = new ConcurrentHashMap<>();

	private final Map<Class<?>, Boolean> traced = new ConcurrentHashMap<>();

	private final Map<Class<?>, Map<Method, TracedMethod>> called = new ConcurrentHashMap<>();

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
		return this.traced.computeIfAbsent(beanClass, this::inspect);
	}

	private boolean inspect(Class<?> beanClass) {
		return !isPartOfSpring(beanClass) && isAnyTypeAnnotated(beanClass)
				&& !MethodIntrospector
					.selectMethods(beanClass, (MetadataLookup<TracedMethod>) (method) -> read(method, beanClass))
					.isEmpty();
	}

	/**
	 * Whether a method is traced.
	 * @param method the method as it is called
	 * @param beanClass the class of the bean
	 * @return {@code true} if it is
	 */
	boolean contains(Method method, Class<?> beanClass) {
		return anyOf(beanClass) && read(method, beanClass) != null;
	}

	/**
	 * Return what is known of a method that is called. Fast from the second time on.
	 * @param method the method as it is called
	 * @param beanClass the class of the bean
	 * @return the traced method, or {@code null} if it is not traced
	 */
	@Nullable TracedMethod find(Method method, Class<?> beanClass) {
		Map<Method, TracedMethod> methods = this.called.get(beanClass);
		TracedMethod found = (methods != null) ? methods.get(method) : null;
		return (found != null) ? found : add(method, beanClass);
	}

	private @Nullable TracedMethod add(Method method, Class<?> beanClass) {
		TracedMethod added = read(method, beanClass);
		if (added != null) {
			// Only what is called is a key: reflection hands out copies of a method, and
			// a map finds the very same one faster than one that is merely equal.
			this.called.computeIfAbsent(beanClass, (type) -> new ConcurrentHashMap<>()).put(method, added);
		}
		return added;
	}

	/**
	 * Most beans of an application are Spring's own, and reading their methods is most of
	 * the work. Applications that live in Spring's packages are samples.
	 */
	private static boolean isPartOfSpring(Class<?> beanClass) {
		String name = beanClass.getName();
		return name.startsWith("org.springframework.") && !name.startsWith("org.springframework.samples.");
	}

	private boolean isAnyTypeAnnotated(Class<?> beanClass) {
		for (Class<?> type = beanClass; type != null; type = type.getSuperclass()) {
			if (this.annotated.computeIfAbsent(type, TracedMethods::hasAnnotation)) {
				return true;
			}
		}
		for (Class<?> type : ClassUtils.getAllInterfacesForClassAsSet(beanClass)) {
			if (this.annotated.computeIfAbsent(type, TracedMethods::hasAnnotation)) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasAnnotation(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, Traced.class)) {
			return false;
		}
		try {
			if (isAnnotated(type)) {
				return true;
			}
			for (Method method : ReflectionUtils.getDeclaredMethods(type)) {
				if (isAnnotated(method)) {
					return true;
				}
			}
		}
		catch (RuntimeException | LinkageError ex) {
			// Parts of the type may be missing, which need not concern anybody else.
			logger.debug("Not looking for @Traced in " + type + ", which cannot be introspected", ex);
		}
		return false;
	}

	private static boolean isAnnotated(AnnotatedElement element) {
		// Most elements have no annotation at all, which the JVM tells faster than
		// Spring.
		return element.getDeclaredAnnotations().length > 0 && AnnotatedElementUtils.isAnnotated(element, Traced.class);
	}

	private @Nullable TracedMethod read(Method method, Class<?> beanClass) {
		BeanMethod beanMethod = BeanMethod.of(method, beanClass);
		MergedAnnotation<Traced> annotation = beanMethod.traced();
		if (!annotation.isPresent() || isOutOfReach(beanMethod)) {
			return null;
		}
		return this.reader.obtain().read(beanMethod, annotation);
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
