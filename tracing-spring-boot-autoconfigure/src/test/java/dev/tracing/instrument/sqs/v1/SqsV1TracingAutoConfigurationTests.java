package dev.tracing.instrument.sqs.v1;

import java.lang.reflect.Proxy;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.services.sqs.AbstractAmazonSQS;
import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.AmazonSQSAsync;
import com.amazonaws.services.sqs.AmazonSQSAsyncClient;
import com.amazonaws.services.sqs.AmazonSQSClient;
import com.amazonaws.services.sqs.AmazonSQSClientBuilder;
import com.amazonaws.services.sqs.buffered.AmazonSQSBufferedAsyncClient;
import com.amazonaws.services.sqs.model.SendMessageResult;
import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.sqs.TestQueues;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.scope.ScopedObject;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SqsV1TracingAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SqsV1TracingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, SqsV1TracingAutoConfiguration.class));

	@Test
	void tracesClients() {
		this.runner.withUserConfiguration(ClientConfiguration.class).run((context) -> {
			assertThat(context.getBean(AmazonSQSAsync.class)).matches(TracingClient::isTracing);
			assertThat(context).hasSingleBean(AmazonSqsTracing.class);
		});
	}

	@Test
	void needsNoClient() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(AmazonSqsTracing.class));
	}

	@Test
	void installsNothingWhenSwitchedOff() {
		this.runner.withUserConfiguration(ClientConfiguration.class)
			.withPropertyValues("tracing.sqs.enabled=false")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(AmazonSqsTracing.class);
				assertThat(context.getBean(AmazonSQSAsync.class)).isInstanceOf(AmazonSQSAsyncClient.class);
			});
	}

	@Test
	void backsOffWithoutTheLibrary() {
		this.runner.withClassLoader(new FilteredClassLoader("com.amazonaws"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SqsV1TracingAutoConfiguration.class));
	}

	@Test
	void refusesPatternThatMatchesNoQueue() {
		this.runner.withPropertyValues("tracing.sqs.exclude=orders one")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidTracingPropertyException.class));
	}

	@Test
	void clientKnownByItsClassStaysAndIsNamed(CapturedOutput output) {
		this.runner.withUserConfiguration(ClassConfiguration.class).run((context) -> {
			assertThat(context.getBean("built")).isExactlyInstanceOf(AmazonSQSAsyncClient.class);
			assertThat(context.getBean("buffered")).isExactlyInstanceOf(AmazonSQSBufferedAsyncClient.class);
			assertThat(context.getBean(TracingFaults.class).count()).isZero();
		});
		assertThat(output).contains("'built'").contains("'buffered'").contains("AmazonSqsTracing.trace");
	}

	@Test
	void clientKnownByItsClassThatTakesHandlersIsTraced(CapturedOutput output) {
		TraceRecorder recorder = new TraceRecorder();
		String queue = TestQueues.create("constructed");
		this.runner.withBean(TraceRecorder.class, () -> recorder)
			.withUserConfiguration(ConstructedConfiguration.class)
			.run((context) -> context.getBean(AmazonSQSClient.class).sendMessage(queue, "body"));
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("send " + TestQueues.nameOf(queue)));
		assertThat(output).doesNotContain("AmazonSqsTracing.trace");
	}

	@Test
	void mocksAreLeftAlone(CapturedOutput output) {
		AmazonSQS client = mock();
		AmazonSQSAsyncClient byClass = mock();
		AmazonSQSClientBuilder builder = mock();
		this.runner.withBean("client", AmazonSQS.class, () -> client)
			.withBean("byClass", AmazonSQSAsyncClient.class, () -> byClass)
			.withBean("builder", AmazonSQSClientBuilder.class, () -> builder)
			.run((context) -> {
				assertThat(context.getBean("client")).isSameAs(client);
				assertThat(context.getBean("byClass")).isSameAs(byClass);
				assertThat(context.getBean(TracingFaults.class).count()).isZero();
			});
		assertThat(output).doesNotContain("AmazonSqsTracing.trace");
	}

	@Test
	void clientThatDoesLittleDoesItStill() {
		this.runner.withUserConfiguration(StubConfiguration.class).run((context) -> {
			AmazonSQS client = context.getBean(AmazonSQS.class);
			assertThat(Proxy.isProxyClass(client.getClass())).isTrue();
			assertThat(client.sendMessage("queue", "body").getMessageId()).isEqualTo("stub");
			assertThat(client).isInstanceOf(Marker.class);
			assertThat(context.getBean(TracingFaults.class).count()).isZero();
		});
	}

	@Test
	void clientBehindProxyIsTraced(CapturedOutput output) {
		this.runner.withUserConfiguration(ScopedConfiguration.class).run((context) -> {
			assertThat(context.getBean("client")).isInstanceOf(ScopedObject.class);
			assertThat(context.getBean("scopedTarget.client")).matches(TracingClient::isTracing);
		});
		assertThat(output).doesNotContain("AmazonSqsTracing.trace");
	}

	@Test
	void tracingMayDependOnClient() {
		this.runner.withUserConfiguration(ClientConfiguration.class, ExporterConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(SpanExporter.class));
	}

	@Test
	void clientWorksOnWhenTheContextIsClosed() {
		String queue = TestQueues.create("closed");
		AmazonSQSAsync[] client = new AmazonSQSAsync[1];
		this.runner.withUserConfiguration(UnmanagedConfiguration.class)
			.run((context) -> client[0] = context.getBean(AmazonSQSAsync.class));
		assertThat(client[0].sendMessage(queue, "body").getMessageId()).isNotEmpty();
		client[0].shutdown();
	}

	@Configuration(proxyBeanMethods = false)
	static class ClientConfiguration {

		@Bean
		AmazonSQSAsync client() {
			return SqsApplication.builder().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedConfiguration {

		@Bean
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		AmazonSQSAsync client() {
			return SqsApplication.builder().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnmanagedConfiguration {

		@Bean(destroyMethod = "")
		AmazonSQSAsync client() {
			return SqsApplication.builder().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClassConfiguration {

		@Bean
		AmazonSQSAsyncClient built() {
			return (AmazonSQSAsyncClient) SqsApplication.builder().build();
		}

		@Bean
		AmazonSQSBufferedAsyncClient buffered() {
			return new AmazonSQSBufferedAsyncClient(SqsApplication.builder().build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ConstructedConfiguration {

		@Bean
		@SuppressWarnings("deprecation")
		AmazonSQSClient constructed() {
			AmazonSQSClient client = new AmazonSQSClient(
					new AWSStaticCredentialsProvider(new BasicAWSCredentials("any", "any")));
			client.setEndpoint(TestQueues.endpoint().toString());
			return client;
		}

	}

	interface Marker {

	}

	@Configuration(proxyBeanMethods = false)
	static class StubConfiguration {

		@Bean
		AmazonSQS stub() {
			return new Stub();
		}

		private static final class Stub extends AbstractAmazonSQS implements Marker {

			@Override
			public SendMessageResult sendMessage(String queueUrl, String messageBody) {
				return new SendMessageResult().withMessageId("stub");
			}

		}

	}

	/**
	 * An exporter that sends spans with SQS.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ExporterConfiguration {

		@Bean
		SpanExporter exporter(AmazonSQSAsync client) {
			return InMemorySpanExporter.create();
		}

	}

}
