package dev.tracing.instrument.servlet;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Follows requests in an embedded Tomcat.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(ConfigurableTomcatWebServerFactory.class)
class TomcatLifecycleConfiguration {

	@Bean
	TomcatLifecycle tomcatRequestLifecycle() {
		return new TomcatLifecycle();
	}

	@Bean
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> tracingTomcatCustomizer(
			TomcatLifecycle tomcatRequestLifecycle) {
		return (factory) -> factory.addEngineValves(tomcatRequestLifecycle);
	}

}
