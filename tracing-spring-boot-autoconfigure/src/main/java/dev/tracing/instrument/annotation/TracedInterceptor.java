package dev.tracing.instrument.annotation;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import dev.tracing.logging.ThrottledLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Runs each call of a traced method within its span.
 */
final class TracedInterceptor implements MethodInterceptor {

	private final TracedMethods methods;

	private final ObjectProvider<TracedSpans> provider;

	private final ThrottledLog log = new ThrottledLog(LogFactory.getLog(TracedInterceptor.class));

	private volatile @Nullable TracedSpans spans;

	/**
	 * Create an interceptor.
	 * @param methods knows which methods are traced
	 * @param provider provides what the interceptor must not ask for before the first
	 * call: it is made so early that it would drag all of tracing along
	 */
	TracedInterceptor(TracedMethods methods, ObjectProvider<TracedSpans> provider) {
		this.methods = methods;
		this.provider = provider;
	}

	// The interface says @Nullable too, but a compiler of Java 17 does not show NullAway
	// the annotations in a class file.
	@Override
	@SuppressWarnings("NullAway")
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		TracedMethod method = find(invocation);
		TracedSpans spans = (method != null) ? spans() : null;
		return (method != null && spans != null) ? invoke(invocation, method, spans) : invocation.proceed();
	}

	private static @Nullable Object invoke(MethodInvocation invocation, TracedMethod method, TracedSpans spans)
			throws Throwable {
		if (method.subscribed()) {
			return assemble(invocation, new TracedCall(spans, method, invocation.getArguments()));
		}
		Span span = spans.start(Context.current(), method, invocation.getArguments());
		if (span == null) {
			return invocation.proceed();
		}
		Object result;
		try {
			result = proceed(invocation, span);
		}
		catch (Throwable ex) {
			spans.fail(span, ex);
			throw ex;
		}
		if (!(result instanceof Future || result instanceof CompletionStage)
				|| !FutureOutcome.follow(result, spans, method, span)) {
			spans.end(span, method, result);
		}
		return result;
	}

	/**
	 * A call that only assembles a publisher is no span, unless it fails at that.
	 */
	private static @Nullable Object assemble(MethodInvocation invocation, TracedCall call) throws Throwable {
		Object publisher;
		try {
			publisher = invocation.proceed();
		}
		catch (Throwable ex) {
			Span span = call.start(Context.current());
			if (span != null) {
				call.spans().fail(span, ex);
			}
			throw ex;
		}
		return TracedPublishers.trace(publisher, call);
	}

	private static @Nullable Object proceed(MethodInvocation invocation, Span span) throws Throwable {
		Scope scope = span.makeCurrent();
		try {
			return invocation.proceed();
		}
		finally {
			scope.close();
		}
	}

	private @Nullable TracedMethod find(MethodInvocation invocation) {
		Object target = invocation.getThis();
		if (target == null) {
			return null;
		}
		TracedMethod method = this.methods.find(invocation.getMethod(), target.getClass());
		return (method != null && method.ofProxy() && isTraced((Advised) target)) ? null : method;
	}

	/**
	 * A second auto-proxy creator of the application makes proxies of proxies.
	 */
	private boolean isTraced(Advised target) {
		for (Advisor advisor : target.getAdvisors()) {
			if (advisor.getAdvice() == this) {
				return true;
			}
		}
		return false;
	}

	private @Nullable TracedSpans spans() {
		TracedSpans spans = this.spans;
		if (spans != null) {
			return spans;
		}
		try {
			spans = this.provider.getObject();
			this.spans = spans;
			return spans;
		}
		catch (BeansException ex) {
			// Something that the tracer itself needs calls a traced method as it is made.
			this.log.warn(() -> "A call of a @Traced method is not traced because there is no tracer yet", ex);
			return null;
		}
	}

}
