package dev.tracing.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.tracing.instrument.lambda.LambdaTracing;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/**
 * A function that hands orders over to a service.
 */
public class ShippingFunction implements RequestHandler<SQSEvent, String> {

	private final RequestHandler<SQSEvent, String> handler;

	public ShippingFunction() {
		ApplicationContext context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run();
		RestClient service = context.getBean(RestClient.Builder.class).baseUrl(System.getenv("SERVICE")).build();
		this.handler = context.getBean(LambdaTracing.class).trace((event, call) -> {
			event.getRecords()
				.forEach((message) -> service.post()
					.uri("/shipments/{item}", message.getBody())
					.retrieve()
					.toBodilessEntity());
			return "shipped";
		});
	}

	@Override
	public String handleRequest(SQSEvent event, Context context) {
		return this.handler.handleRequest(event, context);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
