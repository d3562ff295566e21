package dev.tracing.instrument.sqs.springcloud;

import java.util.Collection;
import java.util.List;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.sqs.TestQueues;
import io.awspring.cloud.sqs.listener.ContainerComponentFactory;
import io.awspring.cloud.sqs.listener.SqsContainerOptions;
import io.awspring.cloud.sqs.listener.SqsMessageListenerContainer;
import io.awspring.cloud.sqs.listener.StandardSqsComponentFactory;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SpringCloudSqsTracingAutoConfiguration}.
 */
class SpringCloudSqsTracingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(TracingAutoConfiguration.class, SpringCloudSqsTracingAutoConfiguration.class));

	@Test
	void tracesContainersThatAreBeans() {
		this.runner.withUserConfiguration(Containers.class).run((context) -> {
			SqsMessageListenerContainer<?> container = context.getBean("container", SqsMessageListenerContainer.class);
			assertThat(container.getMessageListener()).isInstanceOf(ContextListener.class);
			assertThat(container.getErrorHandler()).isNull();
			assertThat(factories(context, "container")).hasSize(2).hasOnlyElementsOfType(TracingComponentFactory.class);
		});
	}

	@Test
	void keepsFactoriesOfApplication() {
		this.runner.withUserConfiguration(Containers.class)
			.run((context) -> assertThat(factories(context, "own")).hasSize(1));
	}

	@Test
	void leavesContainerAloneWhoseFactoriesAreUnknown() {
		this.runner.withUserConfiguration(Containers.class)
			.run((context) -> assertThat(factories(context, "special")).isEmpty());
	}

	@Test
	void installsNothingWhenSwitchedOff() {
		this.runner.withUserConfiguration(Containers.class)
			.withPropertyValues("tracing.sqs.enabled=false")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(SqsMessageTracing.class);
				assertThat(factories(context, "container")).isEmpty();
			});
	}

	@Test
	void backsOffWithoutSpringCloudAws() {
		this.runner.withClassLoader(new FilteredClassLoader("io.awspring.cloud"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(SpringCloudSqsTracingAutoConfiguration.class));
	}

	@Test
	void startsWithoutListeners() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(SqsMessageTracing.class));
	}

	@SuppressWarnings("unchecked")
	private static Collection<Object> factories(ApplicationContext context, String name) {
		return context.getBean(name, SqsMessageListenerContainer.class).getContainerComponentFactories();
	}

	@Configuration(proxyBeanMethods = false)
	static class Containers {

		@Bean
		SqsAsyncClient sqsAsyncClient() {
			return SqsAsyncClient.builder()
				.endpointOverride(TestQueues.endpoint())
				.region(Region.EU_CENTRAL_1)
				.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
				.build();
		}

		@Bean
		SqsMessageListenerContainer<Object> container(SqsAsyncClient client) {
			return SqsMessageListenerContainer.builder()
				.sqsAsyncClient(client)
				.queueNames("orders")
				.configure((options) -> options.autoStartup(false))
				.messageListener((message) -> {
				})
				.build();
		}

		@Bean
		SqsMessageListenerContainer<Object> own(SqsAsyncClient client) {
			SqsMessageListenerContainer<Object> container = container(client);
			List<ContainerComponentFactory<Object, SqsContainerOptions>> factories = List
				.of(new StandardSqsComponentFactory<>());
			container.setComponentFactories(factories);
			return container;
		}

		@Bean
		SqsMessageListenerContainer<Object> special(SqsAsyncClient client) {
			return new SqsMessageListenerContainer<>(client, SqsContainerOptions.builder().autoStartup(false).build()) {
			};
		}

	}

}
