package dev.tracing.instrument.webflux;

import dev.tracing.test.TraceRecorder;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyReactiveManagementContextAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.actuate.web.server.NettyReactiveManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The servers that applications are tried in.
 */
enum TestServer {

	/**
	 * Reactor Netty.
	 */
	NETTY(NettyConfiguration.class),

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
	 * Starts {@link WebFluxApplication}.
	 * @param recorder records its spans
	 * @param properties properties as {@code key=value}
	 * @return the context of the running application
	 */
	ConfigurableApplicationContext start(TraceRecorder recorder, String... properties) {
		return start(recorder, new Class<?>[] { WebFluxApplication.class }, properties);
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
			.web(WebApplicationType.REACTIVE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(TraceRecorder.class,
					() -> recorder))
			.properties("server.port=0", "server.address=127.0.0.1", "server.shutdown=immediate",
					"spring.main.banner-mode=off", "spring.main.log-startup-info=false", "tracing.service.name=webflux",
					"spring.web.resources.static-locations=classpath:/dev/tracing/instrument/http/static/")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ NettyReactiveWebServerAutoConfiguration.class,
			NettyReactiveManagementContextAutoConfiguration.class })
	static class NettyConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TomcatReactiveWebServerAutoConfiguration.class,
			TomcatReactiveManagementContextAutoConfiguration.class })
	static class TomcatConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ JettyReactiveWebServerAutoConfiguration.class,
			JettyReactiveManagementContextAutoConfiguration.class })
	static class JettyConfiguration {

	}

}
