package dev.tracing.instrument.servlet;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.HttpServerSpans;
import jakarta.servlet.DispatcherType;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServletTracingAutoConfiguration}.
 */
class ServletTracingAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(TracingAutoConfiguration.class,
			ServletTracingAutoConfiguration.class);

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void registersFilterAroundEverything() {
		this.contextRunner.run((context) -> {
			TracingFilterRegistrationBean registration = context.getBean(TracingFilterRegistrationBean.class);
			assertThat(registration).isInstanceOf(PriorityOrdered.class);
			assertThat(registration.getOrder()).isEqualTo(Ordered.HIGHEST_PRECEDENCE);
			assertThat(registration.determineDispatcherTypes()).containsExactlyInAnyOrder(DispatcherType.REQUEST,
					DispatcherType.ASYNC, DispatcherType.ERROR);
			assertThat(registration.isAsyncSupported()).isTrue();
			assertThat(registration.isMatchAfter()).isFalse();
			assertThat(registration.getUrlPatterns()).isEmpty();
		});
	}

	@Test
	void followsServersOnClassPath() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(TomcatLifecycle.class)
			.hasSingleBean(JettyLifecycle.class)
			.hasSingleBean(HandledExceptionRecorder.class));
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.servlet.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(TracingFilterRegistrationBean.class)
				.doesNotHaveBean(HandledExceptionRecorder.class)
				.doesNotHaveBean(TomcatLifecycle.class)
				.doesNotHaveBean(JettyLifecycle.class)
				.doesNotHaveBean(HttpServerSpans.class);
		});
	}

	@Test
	void backsOffWhenTracingIsSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ServletTracingAutoConfiguration.class)
				.doesNotHaveBean(TracingFilterRegistrationBean.class));
	}

	@Test
	void backsOffWhenSpringMvcIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ServletTracingAutoConfiguration.class));
	}

	@Test
	void backsOffInOtherApplications() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ServletTracingAutoConfiguration.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ServletTracingAutoConfiguration.class));
	}

	@Test
	void doesWithoutTomcat() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader(ConfigurableTomcatWebServerFactory.class.getPackageName(),
					"org.apache.catalina"))
			.run((context) -> assertThat(context).hasSingleBean(TracingFilterRegistrationBean.class)
				.hasSingleBean(JettyLifecycle.class)
				.doesNotHaveBean("tomcatRequestLifecycle"));
	}

	@Test
	void doesWithoutJetty() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader(ConfigurableJettyWebServerFactory.class.getPackageName(),
					Server.class.getPackageName()))
			.run((context) -> assertThat(context).hasSingleBean(TracingFilterRegistrationBean.class)
				.hasSingleBean(TomcatLifecycle.class)
				.doesNotHaveBean("jettyRequestLifecycle"));
	}

	@Test
	void takesEmptyPropertiesForUnset() {
		this.contextRunner
			.withPropertyValues("tracing.http.server.response-header=", "tracing.http.server.trusted-proxies=",
					"tracing.http.server.exclude=", "tracing.http.server.capture-request-headers=")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(HttpServerSpans.class).traceIdHeader()).isNull();
			});
	}

	@ParameterizedTest
	@CsvSource({ "trusted-proxies, proxy.internal", "trusted-proxies, 10.0.0.0/33", "trusted-proxies, 10.0.0/8",
			"trusted-proxies, ::1/129", "trusted-proxies, 10.0.0.0/", "response-header, Trace Id",
			"response-header, Träce", "capture-request-headers, a:b", "capture-response-headers, 'a b'",
			"exclude, internal/**", "exclude, /a/{b", "exclude, /a/**/b" })
	void refusesInvalidProperty(String property, String value) {
		String key = "tracing.http.server." + property;
		this.contextRunner.withPropertyValues(key + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessageStartingWith("Property '" + key + "' with value '" + value + "' is invalid because "));
	}

}
