package dev.tracing.benchmarks;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;

/**
 * The method of {@link TracedOrders} with its span made by hand.
 */
final class HandMadeOrders {

	private static final AttributeKey<String> FUNCTION_NAME = AttributeKey.stringKey("code.function.name");

	private static final AttributeKey<Long> ORDER_ID = AttributeKey.longKey("order.id");

	private final Tracer tracer;

	HandMadeOrders(HandMadeTracing tracing) {
		this.tracer = tracing.tracer();
	}

	String place(long id) {
		Span span = this.tracer.spanBuilder("TracedOrders.place")
			.setAttribute(FUNCTION_NAME, "dev.tracing.benchmarks.TracedOrders.place")
			.setAttribute(ORDER_ID, id)
			.startSpan();
		try (Scope scope = span.makeCurrent()) {
			return (id < 0) ? "rejected" : "placed";
		}
		catch (RuntimeException | Error ex) {
			span.recordException(ex);
			span.setStatus(StatusCode.ERROR);
			span.setAttribute(HttpKeys.ERROR_TYPE, ex.getClass().getName());
			throw ex;
		}
		finally {
			span.end();
		}
	}

}
