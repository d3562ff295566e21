package dev.tracing.instrument.servlet;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Follows requests in embedded servers. Both may be on the class path; only the one that
 * runs has requests.
 */
final class ServerLifecycleConfigurations {

	private ServerLifecycleConfigurations() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConfigurableTomcatWebServerFactory.class)
	static class Tomcat {

		@Bean
		@ConditionalOnMissingBean
		TomcatLifecycle tomcatRequestLifecycle() {
			return new TomcatLifecycle();
		}

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> tracingTomcatCustomizer(
				TomcatLifecycle lifecycle) {
			return (factory) -> factory.addEngineValves(lifecycle);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConfigurableJettyWebServerFactory.class)
	static class Jetty {

		@Bean
		@ConditionalOnMissingBean
		JettyLifecycle jettyRequestLifecycle() {
			return new JettyLifecycle();
		}

		@Bean
		WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> tracingJettyCustomizer(JettyLifecycle lifecycle) {
			return (factory) -> factory.addServerCustomizers(lifecycle::install);
		}

	}

}
