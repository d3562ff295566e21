package dev.tracing.instrument.webclient;

import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;

/**
 * Makes the clients behind HTTP interfaces trace, after the application has configured
 * them.
 */
final class TracingWebClientGroupConfigurer implements WebClientHttpServiceGroupConfigurer {

	private final WebClientTracing tracing;

	TracingWebClientGroupConfigurer(WebClientTracing tracing) {
		this.tracing = tracing;
	}

	@Override
	public void configureGroups(Groups<WebClient.Builder> groups) {
		groups.forEachClient((group, builder) -> this.tracing.trace(builder));
	}

}
