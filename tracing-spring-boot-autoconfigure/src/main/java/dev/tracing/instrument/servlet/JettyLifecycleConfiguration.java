package dev.tracing.instrument.servlet;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Follows requests in an embedded Jetty.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(ConfigurableJettyWebServerFactory.class)
class JettyLifecycleConfiguration {

	@Bean
	JettyLifecycle jettyRequestLifecycle() {
		return new JettyLifecycle();
	}

	@Bean
	WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> tracingJettyCustomizer(
			JettyLifecycle jettyRequestLifecycle) {
		return (factory) -> factory.addServerCustomizers(jettyRequestLifecycle::install);
	}

}
