package dev.tracing.instrument.annotation;

import java.lang.reflect.Method;

import org.springframework.aop.ClassFilter;
import org.springframework.aop.support.StaticMethodMatcherPointcut;

/**
 * Matches traced methods.
 */
final class TracedPointcut extends StaticMethodMatcherPointcut implements ClassFilter {

	private final TracedMethods methods;

	TracedPointcut(TracedMethods methods) {
		this.methods = methods;
		setClassFilter(this);
	}

	@Override
	public boolean matches(Class<?> type) {
		return this.methods.anyOf(type);
	}

	@Override
	public boolean matches(Method method, Class<?> type) {
		return this.methods.contains(method, type);
	}

	/**
	 * Spring shares a proxy class between pointcuts with the same text. All instances
	 * match the same methods, so each further application context of a JVM, as in a test
	 * suite, uses the classes of the first.
	 */
	@Override
	public String toString() {
		return TracedPointcut.class.getName();
	}

}
