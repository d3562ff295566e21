package dev.tracing.instrument.lambda;

import dev.tracing.instrument.AttributeTarget;
import dev.tracing.instrument.http.HttpServerSpan;
import dev.tracing.instrument.http.HttpServerSpans;
import dev.tracing.instrument.lambda.XRayContexts.Origin;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * Starts the span of a request over HTTP, which is that of any server, and tells about
 * the function, too. Follows the OpenTelemetry semantic conventions ("AWS Lambda, API
 * Gateway").
 *
 * @param <E> type of the events
 */
final class HttpEventType<E> implements EventType {

	private final Class<E> type;

	private final EventGetter<E> getter;

	private final HttpServerSpans httpSpans;

	private final InvocationSpans invocationSpans;

	HttpEventType(Class<E> type, EventGetter<E> getter, HttpServerSpans httpSpans, InvocationSpans invocationSpans) {
		this.type = type;
		this.getter = getter;
		this.httpSpans = httpSpans;
		this.invocationSpans = invocationSpans;
	}

	@Override
	public @Nullable EventSpan start(Object event, FunctionCall call) {
		return (this.type.isInstance(event)) ? startRequest(this.type.cast(event), call) : null;
	}

	private EventSpan startRequest(E request, FunctionCall call) {
		Origin origin = this.invocationSpans.originOf(this.httpSpans.parentOf(request, this.getter), call);
		String route = this.getter.route(request);
		HttpServerSpan httpSpan = this.httpSpans.start(request, this.getter, origin.parent());
		Span span = Span.fromContext(httpSpan.context());
		if (span.isRecording()) {
			if (route != null && !route.isEmpty()) {
				httpSpan.route(route);
			}
			if (origin.link().isValid()) {
				span.addLink(origin.link());
			}
			call.describe(Triggers.HTTP, span, AttributeTarget.SPAN);
		}
		return new HttpEventSpan(httpSpan);
	}

}
