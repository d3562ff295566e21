package dev.tracing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.opentelemetry.api.trace.SpanKind;

/**
 * Makes each call of a Spring bean's method a span: a child of the span that is current
 * when the method is called, and itself the current span while the method runs.
 *
 * <pre class="code">
 * &#064;Service
 * class OrderService {
 *
 *     &#064;Traced
 *     &#064;SpanAttribute("order.accepted")
 *     boolean place(&#064;SpanAttribute("order.items") int items,
 *             &#064;SpanAttribute(value = "order.id", expression = "id") Order order) {
 *         ...
 *     }
 *
 *     &#064;Traced(value = "nightly-clean-up", newTrace = true, attributes = "team=checkout")
 *     public void removeAbandonedOrders() {
 *         ...
 *     }
 *
 * }
 * </pre>
 * <p>
 * A call of {@code place(3, order)} becomes the span {@code OrderService.place} with the
 * attributes {@code order.items = 3}, {@code order.id}, {@code order.accepted} (see
 * {@link SpanAttribute}) and {@code code.function.name = com.acme.OrderService.place}.
 *
 * <h2>Where to put it</h2>
 * <ul>
 * <li>On a method of a class or of an interface that a bean implements. Methods that
 * override it are traced too.
 * <li>On a class or an interface: each public method that the type or a subtype declares
 * is traced, as if it was annotated. Not {@code toString}, {@code equals} and
 * {@code hashCode}, and not what the type inherits. An annotation on the method replaces
 * the one on the class as a whole.
 * <li>On an annotation of your own, whose attributes may be an {@code @AliasFor} those
 * here.
 * </ul>
 *
 * <h2>What a call does</h2>
 * <ul>
 * <li>An exception, checked or not, gives the span the status ERROR, {@code error.type}
 * and an exception event, and reaches the caller unchanged.
 * <li>Faults while a span is described (a {@code toString()} or an expression that
 * throws) never reach the application: the attribute is left out.
 * <li>The span surrounds what other proxies do: transactions, caches, security. The order
 * is {@code tracing.annotation.order}; lower is further out. Spring Framework's
 * {@code @Retryable}, {@code @ConcurrencyLimit} and {@code @Async} always come before:
 * each attempt is a span, and an asynchronous method's span begins on its own thread.
 * </ul>
 *
 * <h2>Results that come later</h2>
 * <ul>
 * <li>A method that returns a {@code Mono} or a {@code Flux}, declared as such or as a
 * {@code Publisher}, only assembles it: each subscription is a span, until it completes,
 * fails or is cancelled. So is a call of a suspending function of Kotlin.
 * <li>Where a {@code CompletionStage} is returned, as a {@code CompletableFuture} or any
 * other, the span ends when that is done. The caller gets the very object.
 * <li>Any other {@code Future} tells nobody when it is done: the span ends when the
 * method returns, with the outcome if that is there already.
 * <li>Cancellation is no error. {@link SpanAttribute} on the method is about the value,
 * not about the promise of it; a {@code Flux} has no single one.
 * </ul>
 *
 * <h2>Limits</h2>
 * <p>
 * Spring makes a proxy of the bean, so only calls that pass the proxy are traced:
 * <ul>
 * <li>not a call from the same object ({@code this.place(...)}): move the method to
 * another bean, or inject the bean into itself;
 * <li>not private, static and final methods, and not final classes and records, unless
 * they are called through an interface and {@code spring.aop.proxy-target-class} is
 * {@code false}. An annotation that has no effect for such a reason is reported in the
 * log when the bean is made. Other final methods of the class run on the proxy itself and
 * find its fields empty, as with any proxy of a class;
 * <li>not objects that are no beans, and not what the container calls itself, like
 * {@code @PostConstruct} methods;
 * <li>not beans whose class is in a package of Spring ({@code org.springframework}),
 * samples excepted.
 * </ul>
 * <p>
 * Annotations that make no sense, like an expression that cannot be parsed, fail the
 * creation of the bean.
 *
 * @see SpanAttribute
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface Traced {

	/**
	 * Name of the span. Use few different names: what varies from call to call belongs
	 * into attributes.
	 * @return the name, or an empty string (the default) for the simple name of the
	 * bean's class and the name of the method, as in {@code OrderService.place}
	 */
	String value() default "";

	/**
	 * Kind of the span.
	 * @return the kind; {@link SpanKind#INTERNAL} by default. {@link SpanKind#CLIENT}
	 * suits a method that calls a remote system which nothing else traces
	 */
	SpanKind kind() default SpanKind.INTERNAL;

	/**
	 * Attributes that are the same for each call, each as {@code key=value}. Values are
	 * text; for other types see {@link SpanAttribute}.
	 * @return the attributes; none by default
	 */
	String[] attributes() default {};

	/**
	 * Whether the method begins a new trace, for work that the caller merely triggers.
	 * The new trace has a sampling decision of its own, and its first span a link to the
	 * caller's. After the call the caller's span is current again.
	 * @return {@code true} for a new trace; {@code false} by default
	 */
	boolean newTrace() default false;

}
