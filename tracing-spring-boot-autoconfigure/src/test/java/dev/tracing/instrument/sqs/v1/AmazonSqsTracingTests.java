package dev.tracing.instrument.sqs.v1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.model.Message;
import com.amazonaws.services.sqs.model.ReceiveMessageRequest;
import dev.tracing.instrument.sqs.TestQueues;
import io.opentelemetry.api.common.AttributeKey;
import org.junit.jupiter.api.Test;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link AmazonSqsTracing} with messages that the application receives.
 */
class AmazonSqsTracingTests extends AbstractSqsTests {

	AmazonSqsTracingTests() {
		super(Nothing.class, "tracing.sqs.exclude=internal-*");
	}

	@Test
	void handlerRunsInTraceOfSender() throws Exception {
		String queue = TestQueues.create("orders");
		within("order", () -> this.sqs.sendMessage(queue, "one"));
		for (Message message : receive(queue, 1)) {
			this.sqsTracing.process(queue, message,
					(order) -> this.tracer.spanBuilder("pick " + order.getBody()).startSpan().end());
			this.sqs.deleteMessage(queue, message.getReceiptHandle());
		}
		String name = TestQueues.nameOf(queue);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				order
				  send %1$s [PRODUCER]
				    process %1$s [CONSUMER]
				      pick one
				""".formatted(name))
			.hasSpan("process " + name,
					(span) -> span.hasAttribute("messaging.destination.name", name)
						.hasAttribute("aws.sqs.queue.url", queue)
						.hasAttribute("tracing.sqs.receive_count", 1L)
						.hasAttributeSatisfying(AttributeKey.longKey("tracing.messaging.queue_time_ms"),
								(time) -> assertThat(time).isNotNegative())));
	}

	@Test
	void queueNeedNotBeKnown() throws Exception {
		String queue = TestQueues.create("orders");
		this.sqs.sendMessage(queue, "one");
		this.sqsTracing.process(receive(queue, 1).get(0), (message) -> {
		});
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree(send(queue) + "\n  process [CONSUMER]"));
	}

	@Test
	void exceptionOfHandlerIsErrorAndReachesTheApplication() {
		String queue = TestQueues.create("orders");
		this.sqs.sendMessage(queue, "one");
		Message message = receive(queue, 1).get(0);
		assertThatIOException().isThrownBy(() -> this.sqsTracing.process(queue, message, (order) -> {
			throw new IOException("no luck");
		}));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasSpan("process " + TestQueues.nameOf(queue),
				(span) -> span.hasError(IOException.class).hasException(IOException.class, "no luck")));
	}

	@Test
	void eachDeliveryIsSpanOfItsOwn() throws Exception {
		String queue = TestQueues.create("redelivered", Map.of("VisibilityTimeout", "0"));
		this.sqs.sendMessage(queue, "one");
		for (int i = 0; i < 2; i++) {
			this.sqsTracing.process(queue, receive(queue, 1).get(0), (message) -> {
			});
		}
		String name = TestQueues.nameOf(queue);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				  process %1$s [CONSUMER]
				""".formatted(name)));
		assertThat(this.recorder.spans()).filteredOn((span) -> span.getName().startsWith("process"))
			.extracting((span) -> span.getAttributes().get(AttributeKey.longKey("tracing.sqs.receive_count")))
			.containsExactly(1L, 2L);
	}

	@Test
	void messageInDeadLetterQueueStaysInItsTrace() throws Exception {
		String dead = TestQueues.create("dead");
		String queue = TestQueues.create("failing",
				Map.of("VisibilityTimeout", "0", "RedrivePolicy",
						"{\"deadLetterTargetArn\":\"arn:aws:sqs:elasticmq:000000000000:%s\",\"maxReceiveCount\":\"1\"}"
							.formatted(TestQueues.nameOf(dead))));
		this.sqs.sendMessage(queue, "one");
		receive(queue, 1);
		assertThat(this.sqs.receiveMessage(queue).getMessages()).isEmpty();
		this.sqsTracing.process(dead, receive(dead, 1).get(0), (message) -> {
		});
		String name = "process " + TestQueues.nameOf(dead);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree(send(queue) + "\n  " + name)
			.hasSpan(name, (span) -> span.hasAttribute("tracing.sqs.dead_letter_source", TestQueues.nameOf(queue))));
	}

	@Test
	void batchIsOneSpan() throws Exception {
		String queue = TestQueues.create("orders");
		this.sqs.sendMessage(queue, "one");
		this.sqs.sendMessage(queue, "two");
		List<Message> messages = receive(queue, 2);
		this.sqsTracing.processBatch(queue, messages,
				(orders) -> this.tracer.spanBuilder("pick " + orders.size()).startSpan().end());
		String name = "process " + TestQueues.nameOf(queue);
		assertThat(this.recorder).hasTraceCount(3)
			.hasTraceSatisfying((trace) -> trace.hasTree(name + " [CONSUMER]\n  pick 2"));
		assertThat(this.recorder.spans()).filteredOn((span) -> span.getName().equals(name))
			.singleElement()
			.satisfies((span) -> assertThat(span.getLinks()).hasSize(2));
	}

	@Test
	void emptyBatchIsNoSpan() throws Exception {
		this.sqsTracing.processBatch(TestQueues.create("orders"), List.of(),
				(messages) -> assertThat(messages).isEmpty());
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void nothingOfExcludedQueueIsTraced() throws Exception {
		String queue = TestQueues.create("internal-orders");
		this.sqs.sendMessage(queue, "one");
		this.sqsTracing.process(queue, receive(queue, 1).get(0),
				(message) -> this.tracer.spanBuilder("work").startSpan().end());
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void clientIsTracedOnce() {
		AmazonSQS traced = this.sqsTracing.trace((AmazonSQS) this.plain);
		assertThat(this.sqsTracing.trace(traced)).isSameAs(traced);
		assertThat(this.sqsTracing.trace(this.sqs)).isSameAs(this.sqs);
		assertThat(traced).isEqualTo(traced).isEqualTo(this.sqsTracing.trace(this.plain)).isNotEqualTo(this.sqs);
		assertThat(traced).hasSameHashCodeAs(this.plain).hasToString(this.plain.toString());
	}

	private List<Message> receive(String queue, int count) {
		List<Message> messages = new ArrayList<>();
		while (messages.size() < count) {
			messages.addAll(this.sqs
				.receiveMessage(new ReceiveMessageRequest(queue).withMaxNumberOfMessages(count).withWaitTimeSeconds(10))
				.getMessages());
		}
		return messages;
	}

}
