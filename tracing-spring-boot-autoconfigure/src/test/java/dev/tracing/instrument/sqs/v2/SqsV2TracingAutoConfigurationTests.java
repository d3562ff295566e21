package dev.tracing.instrument.sqs.v2;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.sqs.CallSpans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link SqsV2TracingAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SqsV2TracingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, SqsV2TracingAutoConfiguration.class));

	@Test
	void tracesClientsThatAreBeans() {
		this.runner.withUserConfiguration(Clients.class).run((context) -> {
			assertThat(TracingClient.isTraced(context.getBean(SqsClient.class))).isTrue();
			assertThat(TracingClient.isTraced(context.getBean(SqsAsyncClient.class))).isTrue();
			assertThat(context.getBean(SqsAsyncBatchManager.class)).isInstanceOf(TracingBatchManager.class);
		});
	}

	@Test
	void makesNothingWhereNobodyUsesIt() {
		this.runner.run((context) -> assertThat(context.getBeanFactory().containsSingleton("sqsCallSpans")).isFalse());
	}

	@Test
	void installsNothingWhenSwitchedOff() {
		this.runner.withUserConfiguration(Clients.class)
			.withPropertyValues("tracing.sqs.enabled=false")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(SqsTracing.class).doesNotHaveBean(CallSpans.class);
				assertThat(Proxy.isProxyClass(context.getBean(SqsClient.class).getClass())).isFalse();
			});
	}

	@Test
	void backsOffWithoutSdk() {
		this.runner.withClassLoader(new FilteredClassLoader("software.amazon.awssdk"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SqsV2TracingAutoConfiguration.class));
	}

	@Test
	void leavesMocksAlone() {
		this.runner.withUserConfiguration(MockedClient.class)
			.run((context) -> assertThat(context.getBean(SqsClient.class).getClass().getName()).contains("Mockito"));
	}

	@Test
	void leavesSpiesAlone() {
		this.runner.withBean(SqsClient.class, () -> spy(new PublicClient())).run((context) -> {
			context.getBean(SqsClient.class).serviceName();
			verify(context.getBean(SqsClient.class)).serviceName();
		});
	}

	@Test
	void leavesHiddenClassesAloneThatAreDeclared() {
		this.runner.withUserConfiguration(HiddenClient.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(HiddenClient.Hidden.class));
	}

	@Test
	void callsWhatClientOverrides() {
		this.runner.withBean(SqsClient.class, () -> new PublicClient() {
			@Override
			public SendMessageResponse sendMessage(Consumer<SendMessageRequest.Builder> request) {
				return SendMessageResponse.builder().messageId("own").build();
			}
		}).run((context) -> {
			SqsClient client = context.getBean(SqsClient.class);
			assertThat(TracingClient.isTraced(client)).isTrue();
			assertThat(client.sendMessage((request) -> request.queueUrl("orders")).messageId()).isEqualTo("own");
		});
	}

	@Test
	void leavesBeansThatAreDeclaredByTheirClassAndSaysSo(CapturedOutput output) {
		this.runner.withUserConfiguration(OwnClient.class).run((context) -> {
			assertThat(context).hasSingleBean(PublicClient.class);
			assertThat(output).containsOnlyOnce("Calls of bean 'publicClient' are not traced");
		});
	}

	@Test
	void tracesOwnClientsThatAreDeclaredByInterface() {
		this.runner.withUserConfiguration(OwnClientByInterface.class)
			.run((context) -> assertThat(TracingClient.isTraced(context.getBean(SqsClient.class))).isTrue());
	}

	@Test
	void patternThatMatchesNothingIsRefused() {
		this.runner.withUserConfiguration(Clients.class)
			.withPropertyValues("tracing.sqs.exclude=my queue")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidTracingPropertyException.class)
				.rootCause()
				.hasMessageContaining("tracing.sqs.exclude"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Clients {

		@Bean
		SqsClient sqsClient() {
			return SqsApplication.local(SqsClient.builder()).build();
		}

		@Bean
		SqsAsyncClient sqsAsyncClient() {
			return SqsApplication.local(SqsAsyncClient.builder()).build();
		}

		@Bean
		SqsAsyncBatchManager sqsBatchManager(SqsAsyncClient sqsAsyncClient) {
			return sqsAsyncClient.batchManager();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MockedClient {

		@Bean
		SqsClient sqsClient() {
			return mock();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		PublicClient publicClient() {
			return new PublicClient();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClientByInterface {

		@Bean
		SqsClient publicClient() {
			return new PublicClient();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HiddenClient {

		@Bean
		Hidden hidden() {
			return new Hidden();
		}

		@Bean
		String user(Hidden hidden) {
			return hidden.serviceName();
		}

		static class Hidden extends PublicClient {

		}

	}

	public static class PublicClient implements SqsClient {

		@Override
		public String serviceName() {
			return "own";
		}

		@Override
		public void close() {
			// Has nothing to close.
		}

	}

}
