package dev.tracing.instrument.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

import dev.tracing.Traced;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A method of a bean as its author sees it: the implementation rather than the interface
 * it is called through, no bridge, and not in a class that was generated.
 *
 * @param method the method
 * @param type the class of the bean, or the interface of a bean without a class of its
 * own, as a lambda expression or a repository
 * @param ofProxy whether the bean is a proxy that Spring made
 */
record BeanMethod(Method method, Class<?> type, boolean ofProxy) {

	/**
	 * Return the method that is meant when a method is called on a bean.
	 * @param method the method called
	 * @param beanClass the class of the bean
	 * @return the bean's method
	 */
	static BeanMethod of(Method method, Class<?> beanClass) {
		boolean ofProxy = Advised.class.isAssignableFrom(beanClass);
		if (isGenerated(beanClass)) {
			Method declaration = ClassUtils.getInterfaceMethodIfPossible(method, beanClass);
			return new BeanMethod(declaration, interfaceWith(declaration, beanClass), ofProxy);
		}
		Class<?> userClass = ClassUtils.getUserClass(beanClass);
		return new BeanMethod(AopUtils.getMostSpecificMethod(method, userClass), userClass, ofProxy);
	}

	private static boolean isGenerated(Class<?> beanClass) {
		return Proxy.isProxyClass(beanClass) || ClassUtils.isLambdaClass(beanClass);
	}

	private static Class<?> interfaceWith(Method method, Class<?> beanClass) {
		for (Class<?> candidate : beanClass.getInterfaces()) {
			if (method.getDeclaringClass().isAssignableFrom(candidate)) {
				return candidate;
			}
		}
		return method.getDeclaringClass();
	}

	/**
	 * Return the annotation that counts: that of the method, else that of its type.
	 * @return the annotation, which is not present on an untraced method
	 */
	MergedAnnotation<Traced> traced() {
		List<Method> declarations = declarations();
		for (Method declaration : declarations) {
			MergedAnnotation<Traced> annotation = MergedAnnotations.from(declaration, SearchStrategy.TYPE_HIERARCHY)
				.get(Traced.class);
			if (annotation.isPresent()) {
				return annotation;
			}
		}
		if (!Modifier.isPublic(this.method.getModifiers()) || Modifier.isStatic(this.method.getModifiers())
				|| ReflectionUtils.isObjectMethod(this.method)) {
			return MergedAnnotation.missing();
		}
		return tracedType(declarations);
	}

	private MergedAnnotation<Traced> tracedType(List<Method> declarations) {
		List<Class<?>> types = new ArrayList<>();
		declarations.forEach((declaration) -> types.add(declaration.getDeclaringClass()));
		if (this.type.isInterface()) {
			types.add(this.type);
		}
		for (Class<?> candidate : types) {
			MergedAnnotation<Traced> annotation = MergedAnnotations.from(candidate, SearchStrategy.TYPE_HIERARCHY)
				.get(Traced.class);
			if (annotation.isPresent()) {
				return annotation;
			}
		}
		return MergedAnnotation.missing();
	}

	/**
	 * Return the method and those it implements without its declaring class knowing: it
	 * is inherited from a class that does not implement the bean's interface.
	 * @return the methods whose annotations count, the nearest first
	 */
	List<Method> declarations() {
		List<Method> declarations = new ArrayList<>(List.of(this.method));
		for (Class<?> candidate : ClassUtils.getAllInterfacesForClass(this.type)) {
			if (!candidate.isAssignableFrom(this.method.getDeclaringClass())) {
				Method declaration = ReflectionUtils.findMethod(candidate, this.method.getName(),
						this.method.getParameterTypes());
				if (declaration != null && !Modifier.isStatic(declaration.getModifiers())) {
					declarations.add(declaration);
				}
			}
		}
		return declarations;
	}

	boolean isFinal() {
		return Modifier.isFinal(this.method.getModifiers());
	}

	boolean isCallableThroughInterface() {
		return ClassUtils.getInterfaceMethodIfPossible(this.method, this.type).getDeclaringClass().isInterface();
	}

	/**
	 * Return the default name of spans.
	 * @return the name, as in "OrderService.place"
	 */
	String spanName() {
		String name = this.type.getSimpleName();
		// An anonymous class has no simple name.
		return (name.isEmpty() ? ClassUtils.getShortName(this.type) : name) + "." + this.method.getName();
	}

	/**
	 * Return the name in stack traces.
	 * @return the name, as in "com.acme.OrderService.place"
	 */
	String functionName() {
		return this.method.getDeclaringClass().getName() + "." + this.method.getName();
	}

	/**
	 * Return the method for messages.
	 * @return the method, as in "com.acme.OrderService.place(Order)"
	 */
	@Override
	public String toString() {
		StringJoiner parameters = new StringJoiner(", ", "(", ")");
		for (Class<?> parameterType : this.method.getParameterTypes()) {
			parameters.add(parameterType.getSimpleName());
		}
		return functionName() + parameters;
	}

}
