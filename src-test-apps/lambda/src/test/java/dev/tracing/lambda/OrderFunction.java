package dev.tracing.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.tracing.Traced;
import dev.tracing.instrument.lambda.LambdaTracing;
import dev.tracing.instrument.lambda.SqsEventTracing;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A function that picks orders.
 */
public class OrderFunction implements RequestHandler<SQSEvent, SQSBatchResponse> {

	private final RequestHandler<SQSEvent, SQSBatchResponse> handler;

	public OrderFunction() {
		ApplicationContext context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run();
		SqsEventTracing messages = context.getBean(SqsEventTracing.class);
		Warehouse warehouse = context.getBean(Warehouse.class);
		this.handler = context.getBean(LambdaTracing.class).trace((event, call) -> {
			if (event.getRecords().isEmpty()) {
				throw new IllegalStateException("nothing to do");
			}
			return messages.processEach(event, (message) -> warehouse.pick(message.getBody()));
		});
	}

	@Override
	public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
		return this.handler.handleRequest(event, context);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Warehouse warehouse() {
			return new Warehouse();
		}

	}

	static class Warehouse {

		@Traced
		void pick(String item) {
			if (item.equals("scarce")) {
				throw new IllegalStateException("sold out");
			}
		}

	}

}
