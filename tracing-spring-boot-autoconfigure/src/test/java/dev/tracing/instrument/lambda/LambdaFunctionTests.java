package dev.tracing.instrument.lambda;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.tracing.logging.TracingFaults;
import dev.tracing.observation.ObservationTracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.Tracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.cloud.function.context.FunctionCatalog;
import org.springframework.cloud.function.context.config.ContextFunctionCatalogAutoConfiguration;
import org.springframework.cloud.function.json.JsonMapper;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.MessageBuilder;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for functions of Spring Cloud Function, invoked as its adapter for Lambda does.
 */
class LambdaFunctionTests {

	private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String TRACEPARENT = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		this.context = LambdaApplication.start(this.recorder,
				new Class<?>[] { LambdaApplication.class, Functions.class });
	}

	@AfterEach
	void stop() {
		assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
		this.context.close();
	}

	@Test
	void isTracedAgainAfterAnException() {
		for (int i = 0; i < 2; i++) {
			assertThatIllegalStateException().isThrownBy(() -> invoke("failing", "\"book\"", Map.of()));
		}
		assertThat(this.recorder).hasTraceCount(2)
			.allTracesSatisfy((trace) -> trace.hasRoot("orders",
					(span) -> span.isServer().hasException(IllegalStateException.class, "sold out")));
	}

	@Test
	void functionIsInvocation() {
		assertThat(invoke("upper", "\"book\"", Map.of())).contains("BOOK");
		assertThat(invoke("upper", "\"pen\"", Map.of())).contains("PEN");
		assertThat(this.recorder).hasTraceCount(2)
			.allTracesSatisfy((trace) -> trace.hasTree("""
					orders [SERVER]
					  work
					""")
				.hasRoot("orders", (span) -> span.hasAttribute("faas.trigger", "other")
					.hasAttribute("cloud.account.id", "123456789012")));
	}

	@Test
	void requestWithoutTypeContinuesTheTraceOfItsHeaders() {
		invoke("upper", "\"book\"", Map.of("TraceParent", TRACEPARENT, "aws-api-gateway", true));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("orders",
				(span) -> span.continues(TRACE_ID, "00f067aa0ba902b7").hasAttribute("faas.trigger", "http")));
	}

	@Test
	void typedRequestIsHttpSpan() {
		assertThat(invoke("http", """
				{"httpMethod": "GET", "resource": "/orders/{id}", "path": "/orders/17",
				 "headers": {"traceparent": "%s"}}""".formatted(TRACEPARENT), Map.of())).contains("503");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("GET /orders/{id}",
				(span) -> span.continues(TRACE_ID, "00f067aa0ba902b7")
					.hasError("503")
					.hasAttribute("http.response.status_code", 503L)));
	}

	@Test
	void typedMessagesHaveTheirSpans() {
		assertThat(invoke("batch", """
				{"records": [{"messageId": "one", "eventSourceArn": "arn:aws:sqs:eu-west-1:1:queue"},
				 {"messageId": "two", "eventSourceArn": "arn:aws:sqs:eu-west-1:1:queue"}]}""", Map.of()))
			.contains("two");
		assertThat(this.recorder).hasTraceSatisfying((trace) -> trace.hasTree("""
				orders [SERVER]
				  process queue [CONSUMER]
				    work
				"""))
			.hasTraceSatisfying((trace) -> trace.hasRoot("process queue",
					(span) -> span.hasError("batch_item_failure").hasAttribute("messaging.message.id", "two")));
	}

	@Test
	void messageOfTypeIsRead() {
		invoke("message", """
				{"records": [{"messageId": "one", "eventSourceArn": "arn:aws:sqs:eu-west-1:1:queue"}]}""", Map.of());
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				orders [SERVER]
				  process queue [CONSUMER]
				    work
				"""));
	}

	@Test
	void composedAndRoutedFunctionsAreOneInvocation() {
		invoke("upper|upper", "\"book\"", Map.of());
		invoke("functionRouter", "\"book\"", Map.of("spring.cloud.function.definition", "upper"));
		assertThat(this.recorder).hasTraceCount(2).hasTraceSatisfying((trace) -> trace.hasTree("""
				orders [SERVER]
				  work
				  work
				""")).hasTraceSatisfying((trace) -> trace.hasTree("""
				orders [SERVER]
				  work
				"""));
	}

	@Test
	void consumerIsInvocation() {
		invoke("consumer", "\"book\"", Map.of());
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				orders [SERVER]
				  work
				"""));
	}

	@Test
	void unreadableEventFailsAsItWouldWithout() {
		assertThatException().isThrownBy(() -> invoke("http", "{", Map.of()));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("orders", (span) -> span.hasError()));
	}

	@Test
	void callWithinTheApplicationIsNoInvocation() {
		Function<Object, Object> function = this.context.getBean(FunctionCatalog.class).lookup("upper");
		function.apply(MessageBuilder.withPayload("book").build());
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("work"));
	}

	@Test
	void reactiveFunctionIsLeftAlone() {
		Function<Object, Object> function = this.context.getBean(FunctionCatalog.class)
			.lookup("reactive", "application/json");
		Object result = function.apply(message("\"book\"", Map.of()));
		assertThat(Flux.from((Publisher<?>) result).collectList().block()).hasSize(1);
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void keepsObservationsOfFunctions() {
		this.context.close();
		this.context = LambdaApplication.start(this.recorder,
				new Class<?>[] { LambdaApplication.class, Functions.class, Observations.class });
		invoke("upper", "\"book\"", Map.of());
		invoke("upper", "\"book\"", Map.of());
		assertThat(this.recorder).hasTraceCount(2)
			.allTracesSatisfy((trace) -> trace.hasRoot("orders", (span) -> span.isServer()).hasSpanCount(3));
	}

	private String invoke(String name, String json, Map<String, Object> headers) {
		Function<Object, Object> function = this.context.getBean(FunctionCatalog.class)
			.lookup(name, "application/json");
		Object result = function.apply(message(json, headers));
		return (result instanceof Message<?> message)
				? new String((byte[]) message.getPayload(), StandardCharsets.UTF_8) : "";
	}

	private static Message<byte[]> message(String json, Map<String, Object> headers) {
		return MessageBuilder.withPayload(json.getBytes(StandardCharsets.UTF_8))
			.copyHeaders(headers)
			.setHeader("aws-context", new TestCall())
			.build();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ObservationAutoConfiguration.class, ObservationTracingAutoConfiguration.class,
			org.springframework.cloud.function.observability.ObservationAutoConfiguration.class })
	static class Observations {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ContextFunctionCatalogAutoConfiguration.class)
	static class Functions {

		@Bean
		Function<String, String> upper(Tracer tracer) {
			return (text) -> {
				work(tracer);
				return text.toUpperCase(Locale.ROOT);
			};
		}

		@Bean
		Consumer<String> consumer(Tracer tracer) {
			return (text) -> work(tracer);
		}

		@Bean
		Function<String, String> failing() {
			return (text) -> {
				throw new IllegalStateException("sold out");
			};
		}

		@Bean
		Function<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> http() {
			return (event) -> new APIGatewayProxyResponseEvent().withStatusCode(503);
		}

		@Bean
		Function<SQSEvent, SQSBatchResponse> batch(Tracer tracer) {
			return (event) -> {
				work(tracer);
				return new SQSBatchResponse(List.of(new SQSBatchResponse.BatchItemFailure("two")));
			};
		}

		@Bean
		Function<Message<SQSEvent>, String> message(Tracer tracer) {
			return (event) -> {
				work(tracer);
				return event.getPayload().getRecords().get(0).getMessageId();
			};
		}

		@Bean
		Function<Flux<String>, Flux<String>> reactive() {
			return (texts) -> texts;
		}

		/**
		 * Stands for the converter that the adapter for Lambda brings.
		 */
		@Bean
		MessageConverter eventConverter(JsonMapper mapper) {
			return new MessageConverter() {

				@Override
				public Object fromMessage(Message<?> message, Class<?> type) {
					return (type.getName().startsWith("com.amazonaws")) ? mapper.fromJson(message.getPayload(), type)
							: null;
				}

				@Override
				public Message<?> toMessage(Object payload, MessageHeaders headers) {
					return null;
				}

			};
		}

		private static void work(Tracer tracer) {
			tracer.spanBuilder("work").startSpan().end();
		}

	}

}
