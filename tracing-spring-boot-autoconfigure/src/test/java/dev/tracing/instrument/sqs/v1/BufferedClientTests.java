package dev.tracing.instrument.sqs.v1;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.handlers.RequestHandler2;
import com.amazonaws.services.sqs.AmazonSQSAsync;
import com.amazonaws.services.sqs.buffered.AmazonSQSBufferedAsyncClient;
import com.amazonaws.services.sqs.buffered.QueueBufferConfig;
import com.amazonaws.services.sqs.model.Message;
import com.amazonaws.services.sqs.model.ReceiveMessageRequest;
import com.amazonaws.services.sqs.model.SendMessageBatchRequestEntry;
import com.amazonaws.services.sqs.model.SendMessageRequest;
import com.amazonaws.services.sqs.model.SendMessageResult;
import dev.tracing.instrument.sqs.TestQueues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for clients that send on a thread of their own what several callers sent, alone
 * and on top of a client that is traced itself.
 */
class BufferedClientTests extends AbstractSqsTests {

	BufferedClientTests() {
		super(BufferedConfiguration.class);
	}

	private AmazonSQSAsync client(String name) {
		return this.context.getBean(name, AmazonSQSAsync.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "buffered", "bufferedOnTraced" })
	void messagesCarryContextOfTheirSenders(String client) throws Exception {
		String queue = TestQueues.create("buffered");
		Future<SendMessageResult> first = within("first", () -> client(client).sendMessageAsync(queue, "first"));
		Future<SendMessageResult> second = within("second",
				() -> client(client).sendMessageAsync(new SendMessageRequest(queue, "second")));
		first.get(10, TimeUnit.SECONDS);
		second.get(10, TimeUnit.SECONDS);
		for (Message message : messages(queue, 2)) {
			assertThat(attribute(message, "traceparent")).contains(span(message.getBody()).getTraceId());
		}
		assertThat(this.recorder).hasTraceCount(2)
			.hasTraceSatisfying((trace) -> trace.hasTree("first\n  " + send(queue) + " [PRODUCER]"))
			.hasTraceSatisfying((trace) -> trace.hasTree("second\n  " + send(queue) + " [PRODUCER]"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "buffered", "bufferedOnTraced" })
	void waitingCallIsOneSpan(String client) throws Exception {
		String queue = TestQueues.create("buffered");
		within("work", () -> client(client).sendMessage(queue, "body"));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("work\n  " + send(queue) + " [PRODUCER]"));
		assertThat(attribute(message(queue), "traceparent")).isEqualTo(traceparent(span(send(queue))));
	}

	@Test
	void messageWithoutRoomIsTracedOnce() throws Exception {
		String queue = TestQueues.create("buffered");
		SendMessageRequest request = new SendMessageRequest(queue, "body");
		for (int i = 0; i < 10; i++) {
			request.addMessageAttributesEntry("name-" + i, text("value"));
		}
		client("bufferedOnTraced").sendMessageAsync(request).get(10, TimeUnit.SECONDS);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree(send(queue) + " [PRODUCER]"));
		assertThat(message(queue).getAttributes()).containsEntry("AWSTraceHeader", traceHeader(span(send(queue))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "buffered", "bufferedOnTraced" })
	void batchIsTracedOnce(String client) throws Exception {
		String queue = TestQueues.create("buffered");
		client(client).sendMessageBatchAsync(queue, List.of(new SendMessageBatchRequestEntry("id", "body")))
			.get(10, TimeUnit.SECONDS);
		assertThat(this.recorder).hasSpanCount(2);
		assertThat(message(queue).getMessageAttributes()).containsKey("traceparent");
	}

	@Test
	void messageThatIsRefusedIsError() throws Exception {
		String queue = TestQueues.create("buffered");
		SendMessageRequest request = new SendMessageRequest(queue, "body");
		for (int i = 0; i < 11; i++) {
			request.addMessageAttributesEntry("name-" + i, text("value"));
		}
		Future<SendMessageResult> future = client("buffered").sendMessageAsync(request);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(AmazonServiceException.class)
			.satisfies((ex) -> assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot(send(queue),
					(span) -> span.hasError(((AmazonServiceException) ex.getCause()).getErrorCode()))));
	}

	@Test
	void messagesFromTheBufferHaveContextIfTheClientWithinIsTraced() throws Exception {
		String queue = TestQueues.create("prefetched");
		within("work", () -> this.sqs.sendMessage(queue, "body"));
		ReceiveMessageRequest request = new ReceiveMessageRequest(queue).withWaitTimeSeconds(1);
		Message message = client("bufferedOnTraced").receiveMessageAsync(request)
			.get(20, TimeUnit.SECONDS)
			.getMessages()
			.get(0);
		assertThat(attribute(message, "traceparent")).isEqualTo(traceparent(span(send(queue))));
		assertThat(request).isEqualTo(new ReceiveMessageRequest(queue).withWaitTimeSeconds(1));
	}

	@Test
	void bufferIsAskedForNoMoreThanItHas() {
		String queue = TestQueues.create("prefetched");
		this.plain.sendMessage(queue, "body");
		List<List<String>> asked = new CopyOnWriteArrayList<>();
		AmazonSQSAsync client = this.sqsTracing
			.trace(BufferedConfiguration.buffer(SqsApplication.builder(new RequestHandler2() {

				@Override
				public AmazonWebServiceRequest beforeMarshalling(AmazonWebServiceRequest request) {
					if (request instanceof ReceiveMessageRequest receive) {
						asked.add(receive.getMessageAttributeNames());
					}
					return request;
				}

			}).build()));
		assertThat(client.receiveMessage(new ReceiveMessageRequest(queue).withWaitTimeSeconds(1)).getMessages())
			.hasSize(1);
		client.shutdown();
		assertThat(asked).isNotEmpty().containsOnly(List.of());
	}

	@Configuration(proxyBeanMethods = false)
	static class BufferedConfiguration {

		@Bean
		AmazonSQSAsync buffered() {
			return buffer(SqsApplication.builder().build());
		}

		@Bean
		AmazonSQSAsync bufferedOnTraced(AmazonSQSAsync sqs) {
			return buffer(sqs);
		}

		private static AmazonSQSAsync buffer(AmazonSQSAsync client) {
			return new AmazonSQSBufferedAsyncClient(client,
					new QueueBufferConfig().withLongPoll(false)
						.withMaxBatchOpenMs(100)
						.withMaxInflightReceiveBatches(1)
						.withMaxDoneReceiveBatches(1));
		}

	}

}
