package dev.tracing.lambda;

import java.net.URI;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.tracing.instrument.lambda.LambdaTracing;
import software.amazon.awssdk.services.sqs.SqsClient;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A function that takes orders over HTTP and puts them into a queue.
 */
public class ReceivingFunction implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

	private final RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> handler;

	public ReceivingFunction() {
		ApplicationContext context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run();
		SqsClient queues = context.getBean(SqsClient.class);
		String queue = System.getenv("ORDERS_QUEUE");
		this.handler = context.getBean(LambdaTracing.class).trace((event, call) -> {
			queues.sendMessage((request) -> request.queueUrl(queue).messageBody(event.getBody()));
			return APIGatewayV2HTTPResponse.builder().withStatusCode(202).build();
		});
	}

	@Override
	public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
		return this.handler.handleRequest(event, context);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SqsClient sqsClient() {
			return Queues.client(URI.create(System.getenv("SQS_ENDPOINT")));
		}

	}

}
