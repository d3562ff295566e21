package dev.tracing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a parameter of a {@link Traced} method an attribute of its span or, on the method
 * itself, what the method returns.
 *
 * <pre class="code">
 * &#064;Traced
 * &#064;SpanAttribute(value = "receipt.number", expression = "number")
 * Receipt pay(&#064;SpanAttribute Currency currency,
 *         &#064;SpanAttribute(value = "order.id", expression = "id")
 *         &#064;SpanAttribute(value = "order.customer", expression = "customer.name") Order order)
 * </pre>
 * <p>
 * Attributes keep their types: integers and floating-point numbers are numbers, booleans
 * are booleans, and arrays and collections of those, or of text, are arrays of the first
 * 128 elements that are not {@code null}. An {@code Optional} counts as its content.
 * Everything else, enums included, is text by its {@code toString()}. {@code null} is no
 * attribute.
 * <p>
 * Annotations on the parameters of an overridden or implemented method count too. On a
 * method that is not traced this annotation has no effect.
 * <p>
 * For a span that is not recorded neither an expression is evaluated nor the
 * {@code toString()} of an object called.
 *
 * @see Traced
 */
@Target({ ElementType.PARAMETER, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(SpanAttribute.Container.class)
public @interface SpanAttribute {

	/**
	 * Name of the attribute.
	 * @return the name. By default that of the parameter, for which classes must be
	 * compiled with {@code -parameters}, as Spring Boot's build plugins do. Must be given
	 * for what a method returns
	 */
	String value() default "";

	/**
	 * SpEL expression for the attribute's value, with the parameter's or returned value
	 * as root object: {@code "id"}, {@code "customer.name"}, {@code "size()"}. It may
	 * read properties and call methods, but neither assign, construct, nor refer to types
	 * and beans.
	 * @return the expression, or an empty string (the default) for the value itself
	 */
	String expression() default "";

	/**
	 * Holds several attributes of the same parameter or method.
	 */
	@Target({ ElementType.PARAMETER, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@Documented
	@interface Container {

		/**
		 * The attributes.
		 * @return the annotations
		 */
		SpanAttribute[] value();

	}

}
