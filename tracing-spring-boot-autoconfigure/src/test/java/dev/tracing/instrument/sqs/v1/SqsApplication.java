package dev.tracing.instrument.sqs.v1;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.handlers.RequestHandler2;
import com.amazonaws.services.sqs.AmazonSQSAsync;
import com.amazonaws.services.sqs.AmazonSQSAsyncClientBuilder;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.sqs.TestQueues;
import dev.tracing.test.TraceRecorder;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * An application with a client of SQS and nothing else.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ TracingAutoConfiguration.class, SqsV1TracingAutoConfiguration.class })
class SqsApplication {

	static {
		System.setProperty("aws.java.v1.disableDeprecationAnnouncement", "true");
	}

	@Bean
	AmazonSQSAsync sqs() {
		return builder().build();
	}

	/**
	 * Return what makes clients that are not traced.
	 * @param handlers handlers of the clients
	 * @return a builder
	 */
	static AmazonSQSAsyncClientBuilder builder(RequestHandler2... handlers) {
		return builder(TestQueues.endpoint().toString(), handlers);
	}

	/**
	 * Return what makes clients that are not traced.
	 * @param endpoint where the queues are
	 * @param handlers handlers of the clients
	 * @return a builder
	 */
	static AmazonSQSAsyncClientBuilder builder(String endpoint, RequestHandler2... handlers) {
		return AmazonSQSAsyncClientBuilder.standard()
			.withEndpointConfiguration(new EndpointConfiguration(endpoint, "elasticmq"))
			.withCredentials(new AWSStaticCredentialsProvider(new BasicAWSCredentials("any", "any")))
			.withClientConfiguration(new ClientConfiguration().withMaxErrorRetry(0))
			.withRequestHandlers(handlers);
	}

	/**
	 * Start an application.
	 * @param recorder records its spans
	 * @param configuration what it adds
	 * @param properties properties as {@code key=value}
	 * @return the context of the running application
	 */
	static ConfigurableApplicationContext start(TraceRecorder recorder, Class<?> configuration, String... properties) {
		return new SpringApplicationBuilder(SqsApplication.class, configuration).web(WebApplicationType.NONE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(TraceRecorder.class,
					() -> recorder))
			.properties("spring.main.banner-mode=off", "spring.main.log-startup-info=false",
					"tracing.sampling.traces-per-second=-1")
			.properties(properties)
			.run();
	}

}
