package dev.tracing.instrument.scheduling;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.springframework.util.ClassUtils;

/**
 * What is known of a scheduled method before it runs.
 *
 * @param spanName name of its spans, as in "Cleanup.removeOldOrders"
 * @param functionName its name in stack traces, as in "com.acme.Cleanup.removeOldOrders"
 * @param excluded whether its runs are not traced
 */
record ScheduledMethod(String spanName, String functionName, boolean excluded) {

	/**
	 * Describe a method.
	 * @param type the class of the bean
	 * @param method the method as it is called
	 * @param excluded which methods are not traced
	 * @return the description
	 */
	static ScheduledMethod of(Class<?> type, Method method, MethodPatterns excluded) {
		// Behind a proxy of interfaces, the one that declares the method is all there is.
		Class<?> named = (Proxy.isProxyClass(type)) ? method.getDeclaringClass() : type;
		String simpleName = named.getSimpleName();
		// An anonymous class has no simple name.
		String spanName = (simpleName.isEmpty() ? ClassUtils.getShortName(named) : simpleName) + "." + method.getName();
		String functionName = method.getDeclaringClass().getName() + "." + method.getName();
		return new ScheduledMethod(spanName, functionName, isExcluded(excluded, spanName, functionName, named, method));
	}

	/**
	 * A nested class may be written as in source code or as the JVM names it.
	 */
	private static boolean isExcluded(MethodPatterns excluded, String spanName, String functionName, Class<?> type,
			Method method) {
		String inheritedName = type.getName() + "." + method.getName();
		return excluded.matches(spanName) || excluded.matches(functionName)
				|| excluded.matches(functionName.replace('$', '.')) || excluded.matches(inheritedName)
				|| excluded.matches(inheritedName.replace('$', '.'));
	}

}
