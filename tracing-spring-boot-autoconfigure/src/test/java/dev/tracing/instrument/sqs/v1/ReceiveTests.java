package dev.tracing.instrument.sqs.v1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.handlers.RequestHandler2;
import com.amazonaws.services.sqs.AmazonSQSAsync;
import com.amazonaws.services.sqs.model.DeleteMessageBatchRequestEntry;
import com.amazonaws.services.sqs.model.Message;
import com.amazonaws.services.sqs.model.MessageAttributeValue;
import com.amazonaws.services.sqs.model.QueueDoesNotExistException;
import com.amazonaws.services.sqs.model.ReceiveMessageRequest;
import com.amazonaws.services.sqs.model.ReceiveMessageResult;
import com.amazonaws.services.sqs.model.SendMessageRequest;
import dev.tracing.instrument.sqs.MessageContextReader;
import dev.tracing.instrument.sqs.TestQueues;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for messages that are received and deleted.
 */
@SuppressWarnings("deprecation")
class ReceiveTests extends AbstractSqsTests {

	private final List<ReceiveMessageRequest> asked = new ArrayList<>();

	private AmazonSQSAsync client;

	ReceiveTests() {
		super(Nothing.class, "tracing.sqs.exclude=internal-*");
	}

	@BeforeAll
	void create() {
		this.client = this.sqsTracing.trace(SqsApplication.builder(new RequestHandler2() {

			@Override
			public AmazonWebServiceRequest beforeMarshalling(AmazonWebServiceRequest request) {
				ReceiveTests.this.asked.add((ReceiveMessageRequest) request);
				return request;
			}

		}).build());
	}

	@AfterAll
	void shutdown() {
		this.client.shutdown();
	}

	@Test
	void pollsAndDeletesBeginNoTrace() {
		String queue = TestQueues.create("polled");
		assertThat(this.sqs.receiveMessage(queue).getMessages()).isEmpty();
		this.plain.sendMessage(queue, "body");
		Message message = this.sqs.receiveMessage(new ReceiveMessageRequest(queue).withWaitTimeSeconds(10))
			.getMessages()
			.get(0);
		this.sqs.deleteMessage(queue, message.getReceiptHandle());
		this.sqs.deleteMessageBatch(queue,
				List.of(new DeleteMessageBatchRequestEntry("id", message.getReceiptHandle())));
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void pollsAndDeletesWithinSpanAreItsChildren() throws Exception {
		String queue = TestQueues.create("polled");
		String name = TestQueues.nameOf(queue);
		this.sqs.sendMessage(queue, "body");
		within("work", () -> {
			Message message = this.sqs.receiveMessage(new ReceiveMessageRequest(queue).withWaitTimeSeconds(10))
				.getMessages()
				.get(0);
			this.sqs.deleteMessage(queue, message.getReceiptHandle());
			return this.sqs.deleteMessageBatch(queue,
					List.of(new DeleteMessageBatchRequestEntry("id", message.getReceiptHandle())));
		});
		assertThat(this.recorder).hasTraceCount(2)
			.hasTraceSatisfying((trace) -> trace.hasTree("""
					work
					  receive %1$s [CLIENT]
					  delete %1$s [CLIENT]
					  delete %1$s [CLIENT]
					""".formatted(name))
				.hasSpan("receive " + name,
						(span) -> span.hasLink(span(send(queue)))
							.hasAttribute("messaging.batch.message_count", 1L)
							.hasAttribute("messaging.operation.type", "receive"))
				.hasNoErrors());
	}

	@Test
	void pollThatFailsIsError() throws Exception {
		String queue = TestQueues.endpoint() + "/000000000000/missing";
		within("work", () -> assertThatExceptionOfType(QueueDoesNotExistException.class)
			.isThrownBy(() -> this.sqs.receiveMessage(queue)));
		assertThat(this.recorder)
			.hasSingleTrace((trace) -> trace.hasSpan("receive missing", (span) -> span.hasError("QueueDoesNotExist")));
	}

	@Test
	void asksForWhatIsNeededBesideWhatIsAskedFor() {
		String queue = TestQueues.create("asked");
		ReceiveMessageRequest request = new ReceiveMessageRequest(queue).withMessageAttributeNames("color", "b3");
		ReceiveMessageRequest asked = ask(request);
		assertThat(asked.getMessageAttributeNames()).startsWith("color", "b3")
			.contains("traceparent", "tracestate", "baggage", "_datadog")
			.doesNotHaveDuplicates();
		assertThat(asked.getMessageSystemAttributeNames())
			.containsExactlyElementsOf(MessageContextReader.SYSTEM_ATTRIBUTES);
		assertThat(asked.getAttributeNames()).isEmpty();
		assertThat(request).isEqualTo(new ReceiveMessageRequest(queue).withMessageAttributeNames("color", "b3"));
	}

	@Test
	void asksInTheListThatTheApplicationUses() {
		ReceiveMessageRequest asked = ask(
				new ReceiveMessageRequest(TestQueues.create("asked")).withAttributeNames("SenderId", "SentTimestamp"));
		assertThat(asked.getAttributeNames()).startsWith("SenderId", "SentTimestamp")
			.containsAll(MessageContextReader.SYSTEM_ATTRIBUTES)
			.doesNotHaveDuplicates();
		assertThat(asked.getMessageSystemAttributeNames()).isEmpty();
	}

	@Test
	void asksForNothingBesideAll() {
		ReceiveMessageRequest request = new ReceiveMessageRequest(TestQueues.create("asked"))
			.withMessageAttributeNames("All")
			.withAttributeNames("All");
		assertThat(ask(request)).isEqualTo(request);
	}

	@Test
	void asksNothingOfExcludedQueues() {
		ReceiveMessageRequest request = new ReceiveMessageRequest(TestQueues.create("internal-asked"));
		assertThat(ask(request)).isSameAs(request);
	}

	private ReceiveMessageRequest ask(ReceiveMessageRequest request) {
		this.asked.clear();
		this.client.receiveMessage(request);
		assertThat(this.asked).hasSize(1);
		return this.asked.get(0);
	}

	@Test
	void malformedContextIsNoContext() throws Exception {
		String queue = TestQueues.create("malformed");
		this.plain.sendMessage(
				new SendMessageRequest(queue, "body").addMessageAttributesEntry("traceparent", text("00-nonsense"))
					.addMessageAttributesEntry("baggage", text("%%%=,;=;"))
					.addMessageAttributesEntry("_datadog",
							new MessageAttributeValue().withDataType("Binary")
								.withBinaryValue(ByteBuffer.wrap(new byte[] { -1, -2, 0, '{' })))
					.addMessageAttributesEntry("b3", text("-"))
					.addMessageAttributesEntry("x-datadog-trace-id",
							new MessageAttributeValue().withDataType("Number").withStringValue("-1")));
		ReceiveMessageResult result = within("work",
				() -> this.sqs.receiveMessage(new ReceiveMessageRequest(queue).withWaitTimeSeconds(10)));
		this.sqsTracing.process(queue, result.getMessages().get(0),
				(message) -> assertThat(message.getBody()).isEqualTo("body"));
		assertThat(this.recorder).hasTraceCount(2)
			.hasTraceSatisfying((trace) -> trace.hasTree("process " + TestQueues.nameOf(queue) + " [CONSUMER]"));
	}

	@Test
	void binaryContextIsReadWithoutMovingThePosition() throws Exception {
		String queue = TestQueues.create("binary");
		String json = "{\"x-datadog-trace-id\":\"1\",\"x-datadog-parent-id\":\"2\",\"x-datadog-sampling-priority\":\"1\"}";
		this.plain.sendMessage(new SendMessageRequest(queue, "body").addMessageAttributesEntry("_datadog",
				new MessageAttributeValue().withDataType("Binary")
					.withBinaryValue(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)))));
		Message message = this.sqs.receiveMessage(new ReceiveMessageRequest(queue).withWaitTimeSeconds(10))
			.getMessages()
			.get(0);
		this.sqsTracing.process(queue, message,
				(received) -> assertThat(received.getMessageAttributes().get("_datadog").getBinaryValue().remaining())
					.isEqualTo(json.length()));
		assertThat(this.recorder)
			.hasSingleTrace((trace) -> trace.continues("00000000000000000000000000000001", "0000000000000002"));
	}

}
