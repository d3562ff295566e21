package dev.tracing.instrument.servlet;

import dev.tracing.test.TraceRecorder;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The servers that applications are tried in.
 */
enum TestServer {

	/**
	 * Apache Tomcat.
	 */
	TOMCAT(TomcatConfiguration.class),

	/**
	 * Eclipse Jetty.
	 */
	JETTY(JettyConfiguration.class);

	private final Class<?> configuration;

	TestServer(Class<?> configuration) {
		this.configuration = configuration;
	}

	/**
	 * Starts {@link ServletApplication}.
	 * @param recorder records its spans
	 * @param properties properties as {@code key=value}
	 * @return the context of the running application
	 */
	ConfigurableApplicationContext start(TraceRecorder recorder, String... properties) {
		return start(recorder, new Class<?>[] { ServletApplication.class }, properties);
	}

	/**
	 * Starts an application.
	 * @param recorder records its spans
	 * @param sources its configuration, without that of the server
	 * @param properties properties as {@code key=value}
	 * @return the context of the running application
	 */
	ConfigurableApplicationContext start(TraceRecorder recorder, Class<?>[] sources, String... properties) {
		return new SpringApplicationBuilder(this.configuration).sources(sources)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(TraceRecorder.class,
					() -> recorder))
			.properties("server.port=0", "server.address=127.0.0.1", "server.shutdown=immediate",
					"spring.main.banner-mode=off", "spring.main.log-startup-info=false", "tracing.service.name=servlet",
					"spring.web.resources.static-locations=classpath:/dev/tracing/instrument/http/static/")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class,
			TomcatServletManagementContextAutoConfiguration.class })
	static class TomcatConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ JettyServletWebServerAutoConfiguration.class,
			JettyServletManagementContextAutoConfiguration.class })
	static class JettyConfiguration {

	}

}
