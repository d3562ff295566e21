package dev.tracing.instrument.sqs;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.AmazonSQSClientBuilder;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.sqs.v1.AmazonSqsTracing;
import dev.tracing.instrument.sqs.v1.SqsV1TracingAutoConfiguration;
import dev.tracing.instrument.sqs.v2.SqsTracing;
import dev.tracing.instrument.sqs.v2.SqsV2TracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static dev.tracing.test.TracingAssertions.assertThat;

/**
 * Tests that both versions of the SDK understand each other, in one application.
 */
class MixedClientsTests {

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, SqsV1TracingAutoConfiguration.class,
				SqsV2TracingAutoConfiguration.class))
		.withSystemProperties("aws.java.v1.disableDeprecationAnnouncement=true")
		.withBean(TraceRecorder.class, () -> this.recorder)
		.withUserConfiguration(Clients.class);

	@Test
	void messageOfTheFirstIsProcessedByTheSecond() {
		String queue = TestQueues.create("orders");
		this.runner.run((context) -> {
			context.getBean(AmazonSQS.class).sendMessage(queue, "1");
			context.getBean(SqsClient.class)
				.receiveMessage((receive) -> receive.queueUrl(queue).waitTimeSeconds(1))
				.messages()
				.forEach((message) -> context.getBean(SqsTracing.class).process(queue, message, (order) -> {
				}));
		});
		assertIsOneTrace(queue);
	}

	@Test
	void messageOfTheSecondIsProcessedByTheFirst() {
		String queue = TestQueues.create("orders");
		this.runner.run((context) -> {
			context.getBean(SqsClient.class).sendMessage((send) -> send.queueUrl(queue).messageBody("1"));
			context.getBean(AmazonSQS.class)
				.receiveMessage(queue)
				.getMessages()
				.forEach((message) -> context.getBean(AmazonSqsTracing.class).process(queue, message, (order) -> {
				}));
		});
		assertIsOneTrace(queue);
	}

	private void assertIsOneTrace(String queue) {
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				""".formatted(TestQueues.nameOf(queue))));
	}

	@Configuration(proxyBeanMethods = false)
	static class Clients {

		@Bean
		AmazonSQS amazonSqs() {
			return AmazonSQSClientBuilder.standard()
				.withEndpointConfiguration(
						new EndpointConfiguration(TestQueues.endpoint().toString(), Region.EU_CENTRAL_1.id()))
				.withCredentials(new AWSStaticCredentialsProvider(new BasicAWSCredentials("id", "secret")))
				.build();
		}

		@Bean
		SqsClient sqsClient() {
			return SqsClient.builder()
				.endpointOverride(TestQueues.endpoint())
				.region(Region.EU_CENTRAL_1)
				.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
				.build();
		}

	}

}
