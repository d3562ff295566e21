package dev.tracing.instrument.restclient;

import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;

/**
 * Makes the clients behind HTTP interfaces trace, after the application has configured
 * them.
 */
final class TracingHttpServiceGroupConfigurer implements RestClientHttpServiceGroupConfigurer {

	private final RestClientTracing tracing;

	TracingHttpServiceGroupConfigurer(RestClientTracing tracing) {
		this.tracing = tracing;
	}

	@Override
	public void configureGroups(Groups<RestClient.Builder> groups) {
		groups.forEachClient((group, builder) -> this.tracing.trace(builder));
	}

}
