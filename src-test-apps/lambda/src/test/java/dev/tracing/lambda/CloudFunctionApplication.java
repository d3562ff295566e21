package dev.tracing.lambda;

import java.util.List;
import java.util.function.Function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Functions of Spring Cloud Function, of which nothing but the starter traces anything.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class CloudFunctionApplication {

	@Bean
	Function<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> http() {
		return (event) -> {
			if ("crash".equals(event.getBody())) {
				throw new IllegalStateException("sold out");
			}
			return APIGatewayV2HTTPResponse.builder().withStatusCode(503).withBody("busy").build();
		};
	}

	@Bean
	Function<SQSEvent, SQSBatchResponse> batch() {
		return (event) -> new SQSBatchResponse(
				List.of(new SQSBatchResponse.BatchItemFailure(event.getRecords().get(1).getMessageId())));
	}

}
