package dev.tracing.instrument.sqs.v1;

import java.util.List;
import java.util.concurrent.TimeUnit;

import com.amazonaws.handlers.RequestHandler2;
import com.amazonaws.services.sqs.AmazonSQSAsync;
import com.amazonaws.services.sqs.AmazonSQSAsyncClient;
import com.amazonaws.services.sqs.AmazonSQSAsyncClientBuilder;
import com.amazonaws.services.sqs.model.DeleteMessageBatchRequestEntry;
import com.amazonaws.services.sqs.model.Message;
import com.amazonaws.services.sqs.model.QueueDoesNotExistException;
import com.amazonaws.services.sqs.model.ReceiveMessageRequest;
import com.amazonaws.services.sqs.model.SendMessageBatchRequestEntry;
import com.amazonaws.services.sqs.model.SendMessageRequest;
import dev.tracing.instrument.sqs.TestQueues;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for clients that are no beans, or such that applications ask for by their class,
 * of builders that are beans.
 */
class RequestHandlerTests extends AbstractSqsTests {

	private static final RequestHandler2 OF_APPLICATION = new RequestHandler2() {
	};

	private AmazonSQSAsync own;

	RequestHandlerTests() {
		super(BuilderConfiguration.class, "tracing.sqs.exclude=internal-*");
	}

	@BeforeAll
	void build() {
		this.own = this.context.getBean(AmazonSQSAsyncClientBuilder.class).build();
	}

	@AfterAll
	void shutdown() {
		this.own.shutdown();
	}

	@Test
	void handlersOfApplicationStay() {
		assertThat(this.context.getBean(AmazonSQSAsyncClientBuilder.class).getRequestHandlers()).satisfiesExactly(
				(handler) -> assertThat(handler).isSameAs(OF_APPLICATION),
				(handler) -> assertThat(handler).isInstanceOf(TracingRequestHandler.class));
	}

	@Test
	void sendIsChildOfCallerAndRequestIsNotChanged() throws Exception {
		String queue = TestQueues.create("handled");
		SendMessageRequest request = new SendMessageRequest(queue, "body").addMessageAttributesEntry("name",
				text("value"));
		within("work", () -> {
			this.own.sendMessage(request);
			return this.own.sendMessageAsync(request).get(10, TimeUnit.SECONDS);
		});
		assertThat(request)
			.isEqualTo(new SendMessageRequest(queue, "body").addMessageAttributesEntry("name", text("value")));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				work
				  send %1$s [PRODUCER]
				  send %1$s [PRODUCER]
				""".formatted(TestQueues.nameOf(queue))));
		assertThat(messages(queue, 2)).extracting((message) -> attribute(message, "traceparent"))
			.allSatisfy((traceparent) -> assertThat(traceparent).contains(span("work").getTraceId()))
			.doesNotHaveDuplicates();
	}

	@Test
	void allThatAClientDoesIsTraced() throws Exception {
		String queue = TestQueues.create("handled");
		within("work", () -> {
			this.own.sendMessageBatch(queue, List.of(new SendMessageBatchRequestEntry("id", "body")));
			Message message = this.own.receiveMessage(new ReceiveMessageRequest(queue).withWaitTimeSeconds(10))
				.getMessages()
				.get(0);
			assertThat(message.getMessageAttributes()).containsKey("traceparent");
			this.own.deleteMessage(queue, message.getReceiptHandle());
			return this.own.deleteMessageBatch(queue,
					List.of(new DeleteMessageBatchRequestEntry("id", message.getReceiptHandle())));
		});
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTreeInAnyOrder("""
				work
				  create %1$s [PRODUCER]
				  send %1$s [CLIENT]
				  receive %1$s [CLIENT]
				  delete %1$s [CLIENT]
				  delete %1$s [CLIENT]
				""".formatted(TestQueues.nameOf(queue))));
	}

	@Test
	void failureIsError() {
		String queue = TestQueues.endpoint() + "/000000000000/missing";
		assertThatExceptionOfType(QueueDoesNotExistException.class)
			.isThrownBy(() -> this.own.sendMessage(queue, "body"));
		assertThat(this.recorder)
			.hasSingleTrace((trace) -> trace.hasRoot("send missing", (span) -> span.hasError("QueueDoesNotExist")));
	}

	@Test
	void otherRequestsAndExcludedQueuesAreLeftAlone() throws Exception {
		String queue = TestQueues.create("internal-handled");
		within("work", () -> {
			this.own.getQueueUrl(TestQueues.nameOf(queue));
			return this.own.sendMessage(queue, "body");
		});
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("work"));
		assertThat(message(queue).getMessageAttributes()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "replaced", "knownByClass" })
	void clientThatIsBeanTooIsTracedOnce(String name) {
		String queue = TestQueues.create("once");
		this.context.getBean(name, AmazonSQSAsync.class).sendMessage(queue, "body");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree(send(queue) + " [PRODUCER]"));
		assertThat(attribute(message(queue), "traceparent")).isEqualTo(traceparent(span(send(queue))));
	}

	@Configuration(proxyBeanMethods = false)
	static class BuilderConfiguration {

		@Bean
		AmazonSQSAsyncClientBuilder builder() {
			return SqsApplication.builder(OF_APPLICATION);
		}

		@Bean
		AmazonSQSAsync replaced(AmazonSQSAsyncClientBuilder builder) {
			return builder.build();
		}

		@Bean
		AmazonSQSAsyncClient knownByClass(AmazonSQSAsyncClientBuilder builder) {
			return (AmazonSQSAsyncClient) builder.build();
		}

	}

}
