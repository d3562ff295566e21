package dev.tracing.instrument.jdkhttp;

import java.net.http.HttpClient;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.HttpClientSpans;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdkHttpTracingAutoConfiguration}.
 */
class JdkHttpTracingAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, JdkHttpTracingAutoConfiguration.class))
		.withBean(HttpClient.class, HttpClient::newHttpClient);

	@Test
	void tracesClientBeans() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(HttpClientSpans.class).hasSingleBean(TracingHttpClient.class);
		});
	}

	@Test
	void backsOffWhereNoClientIsABean() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(TracingAutoConfiguration.class, JdkHttpTracingAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(JdkHttpTracingAutoConfiguration.class));
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.jdkhttp.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(TracingHttpClient.class)
				.doesNotHaveBean(JdkHttpBeanPostProcessor.class)
				.doesNotHaveBean(HttpClientSpans.class);
		});
	}

	@Test
	void backsOffWhenTracingIsOff() {
		this.contextRunner.withPropertyValues("tracing.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TracingHttpClient.class));
	}

	@Test
	void backsOffWhenTheClientIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HttpClient.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(JdkHttpTracingAutoConfiguration.class));
	}

}
