package dev.tracing.instrument.lambda;

import java.util.List;
import java.util.Map;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;
import org.jspecify.annotations.Nullable;

/**
 * Reads events of HTTP APIs of API Gateway, payload format 2.0, which are those of
 * function URLs, too.
 */
final class HttpApiGetter extends EventGetter<APIGatewayV2HTTPEvent> {

	static final HttpApiGetter INSTANCE = new HttpApiGetter();

	private HttpApiGetter() {
	}

	@Override
	@Nullable Map<String, String> headers(APIGatewayV2HTTPEvent event) {
		return event.getHeaders();
	}

	@Override
	@Nullable Map<String, List<String>> multiValueHeaders(APIGatewayV2HTTPEvent event) {
		return null;
	}

	/**
	 * A key such as {@code GET /orders/{id}} names a route, {@code $default} does not.
	 */
	@Override
	@Nullable String route(APIGatewayV2HTTPEvent event) {
		String key = orEmpty(event.getRouteKey());
		int path = key.indexOf(" /");
		return (path != -1) ? key.substring(path + 1) : null;
	}

	@Override
	public String method(APIGatewayV2HTTPEvent event) {
		Http http = http(event);
		return orEmpty((http != null) ? http.getMethod() : null);
	}

	@Override
	public String path(APIGatewayV2HTTPEvent event) {
		return orEmpty(event.getRawPath());
	}

	@Override
	public @Nullable String query(APIGatewayV2HTTPEvent event) {
		return event.getRawQueryString();
	}

	@Override
	public String protocol(APIGatewayV2HTTPEvent event) {
		Http http = http(event);
		return orEmpty((http != null) ? http.getProtocol() : null);
	}

	@Override
	public @Nullable String peerAddress(APIGatewayV2HTTPEvent event) {
		Http http = http(event);
		return (http != null) ? http.getSourceIp() : null;
	}

	@Override
	public @Nullable String serverAddress(APIGatewayV2HTTPEvent event) {
		RequestContext context = event.getRequestContext();
		return (context != null) ? context.getDomainName() : null;
	}

	private static @Nullable Http http(APIGatewayV2HTTPEvent event) {
		RequestContext context = event.getRequestContext();
		return (context != null) ? context.getHttp() : null;
	}

}
