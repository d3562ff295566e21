package dev.tracing.instrument.scheduling;

import java.lang.reflect.Method;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.tracing.instrument.SpanErrors;
import dev.tracing.logging.TracingFaults;
import dev.tracing.observation.ObservedSpans;
import dev.tracing.sampling.StartAttributes;
import dev.tracing.sampling.TraceSuppression;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.support.ScheduledTaskObservationContext;

/**
 * Makes the span of each run of a scheduled method: the root of a new trace, whatever is
 * current on the scheduler's thread.
 */
final class ScheduledSpans implements ObservedSpans<ScheduledTaskObservationContext> {

	private static final AttributeKey<String> FUNCTION_NAME = AttributeKey.stringKey("code.function.name");

	private final Tracer tracer;

	private final boolean attributesAtStart;

	private final MethodPatterns excluded;

	private final RunFrames frames;

	private final TracingFaults faults;

	private final Map<Class<?>, Map<Method, ScheduledMethod>> methods = new ConcurrentHashMap<>();

	ScheduledSpans(Tracer tracer, StartAttributes startAttributes, MethodPatterns excluded, RunFrames frames,
			TracingFaults faults) {
		this.tracer = tracer;
		this.attributesAtStart = startAttributes.required();
		this.excluded = excluded;
		this.frames = frames;
		this.faults = faults;
	}

	@Override
	public Class<ScheduledTaskObservationContext> observed() {
		return ScheduledTaskObservationContext.class;
	}

	@Override
	public Context start(ScheduledTaskObservationContext observation, Context enclosing) {
		ScheduledMethod method = find(observation.getTargetClass(), observation.getMethod());
		Context run = (method.excluded() || TraceSuppression.isSuppressed(enclosing))
				? TraceSuppression.suppressedRoot() : Context.root().with(start(method));
		this.frames.enter(run);
		return run;
	}

	private Span start(ScheduledMethod method) {
		SpanBuilder builder = this.tracer.spanBuilder(method.spanName()).setNoParent();
		if (this.attributesAtStart) {
			builder.setAttribute(FUNCTION_NAME, method.functionName());
		}
		Span span = builder.startSpan();
		if (!this.attributesAtStart && span.isRecording()) {
			span.setAttribute(FUNCTION_NAME, method.functionName());
		}
		return span;
	}

	private ScheduledMethod find(Class<?> type, Method method) {
		Map<Method, ScheduledMethod> known = this.methods.get(type);
		if (known == null) {
			known = this.methods.computeIfAbsent(type, (key) -> new ConcurrentHashMap<>());
		}
		ScheduledMethod found = known.get(method);
		return (found != null) ? found
				: known.computeIfAbsent(method, (key) -> ScheduledMethod.of(type, key, this.excluded));
	}

	/**
	 * Ends the span. The context of a failed run stays current where the scheduler is yet
	 * to handle the failure.
	 */
	@Override
	public void end(ScheduledTaskObservationContext observation, Context context, @Nullable Throwable error) {
		Span span = Span.fromContext(context);
		this.frames.end(context);
		if (error == null) {
			this.frames.leave(context);
		}
		else {
			record(span, causeOf(error));
		}
		span.end();
	}

	/**
	 * A checked exception comes wrapped, and is unwrapped again for the scheduler's error
	 * handler.
	 */
	private static Throwable causeOf(Throwable error) {
		if (error instanceof UndeclaredThrowableException undeclared && undeclared.getUndeclaredThrowable() != null) {
			return undeclared.getUndeclaredThrowable();
		}
		return error;
	}

	private void record(Span span, Throwable error) {
		try {
			SpanErrors.record(span, error);
		}
		catch (Throwable ex) {
			// An exception is code of the application: its message may fail.
			this.faults.report("recording the failure of a scheduled method", ex);
		}
	}

}
