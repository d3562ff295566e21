package dev.tracing.instrument.lambda;

import java.util.List;
import java.util.Map;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import org.jspecify.annotations.Nullable;

/**
 * What a handler answers to a gateway, as far as it uses the types that exist for that.
 *
 * @param status the status code, or 0 if it is not known
 * @param headers the headers
 * @param multiValueHeaders the headers with all their values
 */
record EventResponse(int status, @Nullable Map<String, String> headers,
		@Nullable Map<String, List<String>> multiValueHeaders) {

	private static final EventResponse UNKNOWN = new EventResponse(0, null, null);

	static EventResponse of(@Nullable Object response) {
		if (response instanceof APIGatewayProxyResponseEvent event) {
			Integer status = event.getStatusCode();
			return new EventResponse((status != null) ? status : 0, event.getHeaders(), event.getMultiValueHeaders());
		}
		if (response instanceof APIGatewayV2HTTPResponse event) {
			return new EventResponse(event.getStatusCode(), event.getHeaders(), event.getMultiValueHeaders());
		}
		if (response instanceof ApplicationLoadBalancerResponseEvent event) {
			return new EventResponse(event.getStatusCode(), event.getHeaders(), event.getMultiValueHeaders());
		}
		return UNKNOWN;
	}

	List<String> values(String name) {
		return EventGetter.valuesOf(this.headers, this.multiValueHeaders, name);
	}

}
