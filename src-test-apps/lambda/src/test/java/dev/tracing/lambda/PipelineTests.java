package dev.tracing.lambda;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.tracing.test.Trace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import software.amazon.awssdk.services.sqs.SqsClient;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an order is one trace on its way through a function that API Gateway
 * invokes, a queue, a function that the queue invokes, and a service.
 */
@EnabledOnOs(OS.LINUX)
class PipelineTests {

	private static final AttributeKey<Long> QUEUE_TIME = AttributeKey.longKey("tracing.messaging.queue_time_ms");

	private final SpanReceiver receiver = new SpanReceiver();

	private SQSRestServer server;

	private SqsClient queues;

	private ConfigurableApplicationContext service;

	@BeforeEach
	void start() {
		this.server = SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();
		this.queues = Queues.client(endpoint());
		this.service = new SpringApplicationBuilder(ShipmentService.class)
			.properties("spring.main.banner-mode=off", "server.port=0", "server.address=127.0.0.1",
					"spring.application.name=shipments", "tracing.export.otlp.endpoint=" + this.receiver.endpoint())
			.run();
	}

	@AfterEach
	void stop() {
		if (this.service != null) {
			this.service.close();
		}
		this.queues.close();
		this.server.stopAndWait();
		this.receiver.close();
	}

	@Test
	void orderIsOneTrace() throws Exception {
		String queue = this.queues.createQueue((request) -> request.queueName("orders")).queueUrl();
		try (FunctionProcess receiving = FunctionProcess.start(ReceivingFunction.class.getName(), this.receiver,
				Map.of("SQS_ENDPOINT", endpoint().toString(), "ORDERS_QUEUE", queue, "AWS_LAMBDA_FUNCTION_NAME",
						"receiving", "SPRING_APPLICATION_NAME", "receiving"));
				FunctionProcess shipping = FunctionProcess.start(ShippingFunction.class.getName(), this.receiver,
						Map.of("SERVICE", "http://127.0.0.1:" + port(), "AWS_LAMBDA_FUNCTION_NAME", "shipping",
								"SPRING_APPLICATION_NAME", "shipping"))) {
			assertThat(receiving.api().invoke(Events.http(Events.traceparent(1), "book")).body()).contains("202");
			String event = Queues.receiveEvent(this.queues, queue);
			assertThat(shipping.api().invoke(event).body()).contains("shipped");
		}
		this.service.getBean(SdkTracerProvider.class).forceFlush().join(20, TimeUnit.SECONDS);
		Trace trace = this.receiver.trace(Events.traceId(1));
		assertThat(trace).hasTree("""
				POST /orders [SERVER]
				  send orders [PRODUCER]
				    shipping [SERVER]
				      process orders [CONSUMER]
				        POST [CLIENT]
				          POST /shipments/{item} [SERVER]
				""").hasNoErrors().hasServices("receiving", "shipping", "shipments");
		assertThat(trace.root()).continues(Events.traceId(1), Events.SPAN_ID);
		assertThat(trace.find("process orders").orElseThrow()).hasAttributeSatisfying(QUEUE_TIME,
				(time) -> assertThat(time).isPositive());
	}

	private URI endpoint() {
		return URI.create("http://127.0.0.1:" + this.server.waitUntilStarted().localAddress().getPort());
	}

	private String port() {
		return this.service.getEnvironment().getProperty("local.server.port");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ShipmentController.class)
	static class ShipmentService {

	}

	@RestController
	static class ShipmentController {

		@PostMapping("/shipments/{item}")
		String ship(@PathVariable String item) {
			return "shipped";
		}

	}

}
