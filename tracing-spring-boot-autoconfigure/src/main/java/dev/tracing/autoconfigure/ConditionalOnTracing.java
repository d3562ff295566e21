package dev.tracing.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches if tracing is on ({@code tracing.enabled}), no foreign agent does the work, the
 * named room is on ({@code tracing.<room>.enabled}), and the engine was not excluded.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnTracingCondition.class)
public @interface ConditionalOnTracing {

	/**
	 * Name of the room.
	 * @return the part of the property between {@code tracing.} and {@code .enabled}, or
	 * an empty string for what has no such property
	 */
	String value() default "";

	/**
	 * Whether it also matches where the engine is excluded.
	 * @return {@code true} for the engine itself and what does without its beans
	 */
	boolean withoutEngine() default false;

	/**
	 * Whether it also matches beside a foreign agent.
	 * @return {@code true} for what works on the agent's own OpenTelemetry API
	 */
	boolean besideAgent() default false;

}
