package dev.tracing.instrument.servlet;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
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
	@ConditionalOnMissingBean
	TomcatLifecycle tomcatRequestLifecycle() {
		return new TomcatLifecycle();
	}

	@Bean
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> tracingTomcatCustomizer(TomcatLifecycle lifecycle) {
		return (factory) -> factory.addEngineValves(lifecycle);
	}

}
