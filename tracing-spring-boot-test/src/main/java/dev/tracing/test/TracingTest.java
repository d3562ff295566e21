package dev.tracing.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

import org.springframework.context.annotation.Import;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Records the traces of the application under test, and fails a test that leaks.
 * <p>
 * Works beside {@code @SpringBootTest}, test slices and {@code @SpringJUnitConfig}: it
 * adds a {@link TraceRecorder} bean to the test's context, which the starter registers
 * with its tracer provider. The application's own sampling, propagation and exporters
 * stay in place, so what a test sees is what a backend would see. Where Spring Boot's
 * test support sets {@code management.tracing.export.enabled=false}, exporters are left
 * out, and everything else stays.
 *
 * <pre class="code">
 * &#064;TracingTest
 * &#064;SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
 * class OrderTests {
 *
 *     &#064;Test
 *     void oneRequestIsOneTrace(&#064;Autowired RestTestClient client, TraceRecorder recorder) {
 *         client.get().uri("/orders/1").exchange().expectStatus().isOk();
 *
 *         assertThat(recorder).hasSingleTrace((trace) -&gt; trace.hasNoErrors().hasTree("""
 *                 GET /orders/{id} [SERVER]
 *                   OrderService.find
 *                     GET [CLIENT]
 *                 """));
 *     }
 *
 * }
 * </pre>
 * <p>
 * The recorder is a parameter of test and life-cycle methods, or {@code @Autowired}. It
 * is cleared before each test. A context that defines its own {@link TraceRecorder} bean,
 * for example one shared by several applications, is recorded by that one.
 * <p>
 * After each test that passed, {@link TracingExtension} fails it when it left a scope
 * open, a span unfinished or a span without its parent; each check can be switched off
 * here. Classes with this annotation do not run in parallel with each other, because a
 * cached context, and with it the recorder, may serve several of them.
 *
 * @see TracingExtension
 * @see TracingAssertions
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith({ SpringExtension.class, TracingExtension.class })
@Import(TracingTestConfiguration.class)
@ResourceLock("dev.tracing.test.TraceRecorder")
public @interface TracingTest {

	/**
	 * Whether a test may leave scopes open, or close them on another thread, twice or out
	 * of order.
	 * @return whether scopes are not checked
	 */
	boolean allowLeakedScopes() default false;

	/**
	 * Whether a test may end while spans are open. The extension then waits for none.
	 * @return whether open spans are not checked
	 */
	boolean allowUnfinishedSpans() default false;

	/**
	 * Whether spans may name a parent in their own process that was never recorded.
	 * @return whether orphaned spans are not checked
	 */
	boolean allowOrphans() default false;

}
