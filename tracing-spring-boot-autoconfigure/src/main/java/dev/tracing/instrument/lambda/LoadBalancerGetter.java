package dev.tracing.instrument.lambda;

import java.util.List;
import java.util.Map;

import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import org.jspecify.annotations.Nullable;

/**
 * Reads events of Application Load Balancers.
 */
final class LoadBalancerGetter extends EventGetter<ApplicationLoadBalancerRequestEvent> {

	static final LoadBalancerGetter INSTANCE = new LoadBalancerGetter();

	private LoadBalancerGetter() {
	}

	@Override
	@Nullable Map<String, String> headers(ApplicationLoadBalancerRequestEvent event) {
		return event.getHeaders();
	}

	@Override
	@Nullable Map<String, List<String>> multiValueHeaders(ApplicationLoadBalancerRequestEvent event) {
		return event.getMultiValueHeaders();
	}

	@Override
	@Nullable String route(ApplicationLoadBalancerRequestEvent event) {
		return null;
	}

	@Override
	public String method(ApplicationLoadBalancerRequestEvent event) {
		return orEmpty(event.getHttpMethod());
	}

	@Override
	public String path(ApplicationLoadBalancerRequestEvent event) {
		return orEmpty(event.getPath());
	}

	@Override
	public @Nullable String query(ApplicationLoadBalancerRequestEvent event) {
		return EventQuery.join(event.getQueryStringParameters(), event.getMultiValueQueryStringParameters());
	}

	@Override
	public String protocol(ApplicationLoadBalancerRequestEvent event) {
		return "";
	}

	/**
	 * Return the address that the load balancer itself has seen: it appends that to
	 * whatever the client made up.
	 */
	@Override
	public @Nullable String peerAddress(ApplicationLoadBalancerRequestEvent event) {
		List<String> forwarded = values(event, "X-Forwarded-For");
		if (forwarded.isEmpty()) {
			return null;
		}
		String last = forwarded.get(forwarded.size() - 1);
		return last.substring(last.lastIndexOf(',') + 1).trim();
	}

	@Override
	public @Nullable String serverAddress(ApplicationLoadBalancerRequestEvent event) {
		return get(event, "Host");
	}

}
