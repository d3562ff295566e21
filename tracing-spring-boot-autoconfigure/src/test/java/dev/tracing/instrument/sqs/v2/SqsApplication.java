package dev.tracing.instrument.sqs.v2;

import java.net.URI;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.sqs.TestQueues;
import dev.tracing.test.TraceRecorder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * An application with clients of SQS and nothing else.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ TracingAutoConfiguration.class, SqsV2TracingAutoConfiguration.class })
class SqsApplication {

	/**
	 * Start an application.
	 * @param recorder records its spans
	 * @param properties properties as {@code key=value}
	 * @return the context of the running application
	 */
	static ConfigurableApplicationContext start(TraceRecorder recorder, String... properties) {
		return new SpringApplicationBuilder(SqsApplication.class).web(WebApplicationType.NONE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(TraceRecorder.class,
					() -> recorder))
			.properties("spring.main.banner-mode=off", "spring.main.log-startup-info=false",
					"tracing.sampling.traces-per-second=-1", "logging.level.org.elasticmq=warn")
			.properties(properties)
			.run();
	}

	/**
	 * Have a client use the queues of the tests.
	 * @param <B> type of the builder
	 * @param builder builds the client
	 * @return the builder
	 */
	static <B extends AwsClientBuilder<B, ?>> B local(B builder) {
		return local(builder, TestQueues.endpoint());
	}

	/**
	 * Have a client use some queues.
	 * @param <B> type of the builder
	 * @param builder builds the client
	 * @param endpoint where the queues are
	 * @return the builder
	 */
	static <B extends AwsClientBuilder<B, ?>> B local(B builder, URI endpoint) {
		return builder.endpointOverride(endpoint)
			.region(Region.EU_CENTRAL_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")));
	}

	@Bean
	SqsClient sqsClient() {
		return local(SqsClient.builder()).build();
	}

	@Bean
	SqsAsyncClient sqsAsyncClient() {
		return local(SqsAsyncClient.builder()).build();
	}

}
