package dev.tracing.instrument.lambda;

import java.util.List;
import java.util.Map;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.ProxyRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads events of REST APIs of API Gateway, and of HTTP APIs in payload format 1.0.
 */
final class RestApiGetter extends EventGetter<APIGatewayProxyRequestEvent> {

	static final RestApiGetter INSTANCE = new RestApiGetter();

	private RestApiGetter() {
	}

	@Override
	@Nullable Map<String, String> headers(APIGatewayProxyRequestEvent event) {
		return event.getHeaders();
	}

	@Override
	@Nullable Map<String, List<String>> multiValueHeaders(APIGatewayProxyRequestEvent event) {
		return event.getMultiValueHeaders();
	}

	@Override
	@Nullable String route(APIGatewayProxyRequestEvent event) {
		return event.getResource();
	}

	@Override
	public String method(APIGatewayProxyRequestEvent event) {
		return orEmpty(event.getHttpMethod());
	}

	@Override
	public String path(APIGatewayProxyRequestEvent event) {
		return orEmpty(event.getPath());
	}

	@Override
	public @Nullable String query(APIGatewayProxyRequestEvent event) {
		return EventQuery.encode(event.getQueryStringParameters(), event.getMultiValueQueryStringParameters());
	}

	@Override
	public String protocol(APIGatewayProxyRequestEvent event) {
		ProxyRequestContext context = event.getRequestContext();
		return orEmpty((context != null) ? context.getProtocol() : null);
	}

	@Override
	public @Nullable String peerAddress(APIGatewayProxyRequestEvent event) {
		ProxyRequestContext context = event.getRequestContext();
		return (context != null && context.getIdentity() != null) ? context.getIdentity().getSourceIp() : null;
	}

	@Override
	public @Nullable String serverAddress(APIGatewayProxyRequestEvent event) {
		ProxyRequestContext context = event.getRequestContext();
		return (context != null) ? context.getDomainName() : null;
	}

}
