package dev.tracing.instrument.sqs.v1;

import java.util.List;
import java.util.Map;

import com.amazonaws.services.sqs.model.Message;
import com.amazonaws.services.sqs.model.SendMessageBatchRequest;
import com.amazonaws.services.sqs.model.SendMessageBatchRequestEntry;
import com.amazonaws.services.sqs.model.SendMessageBatchResult;
import dev.tracing.instrument.sqs.TestQueues;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for messages that are sent in batches.
 */
class SendBatchTests extends AbstractSqsTests {

	SendBatchTests() {
		super(Nothing.class);
	}

	@Test
	void eachMessageHasSpanAndContextOfItsOwn() throws Exception {
		String queue = TestQueues.create("batch");
		SendMessageBatchRequest request = new SendMessageBatchRequest(queue, List.of(entry("one"), entry("two")));
		within("work", () -> this.sqs.sendMessageBatch(request));
		assertThat(request).isEqualTo(new SendMessageBatchRequest(queue, List.of(entry("one"), entry("two"))));
		String name = TestQueues.nameOf(queue);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTreeInAnyOrder("""
				work
				  create %1$s [PRODUCER]
				  create %1$s [PRODUCER]
				  send %1$s [CLIENT]
				""".formatted(name))
			.hasSpan("send " + name,
					(span) -> span.hasAttribute("messaging.batch.message_count", 2L)
						.hasLink(createSpans(name).get(0))
						.hasLink(createSpans(name).get(1)))
			.hasNoErrors());
		List<Message> messages = messages(queue, 2);
		for (Message message : messages) {
			assertThat(attribute(message, "traceparent")).isEqualTo(traceparent(createSpanOf(message)));
		}
	}

	private List<SpanContext> createSpans(String name) {
		return this.recorder.spans()
			.stream()
			.filter((span) -> span.getName().equals("create " + name))
			.map(SpanData::getSpanContext)
			.toList();
	}

	private SpanContext createSpanOf(Message message) {
		return this.recorder.spans()
			.stream()
			.filter((span) -> message.getMessageId()
				.equals(span.getAttributes().get(AttributeKey.stringKey("messaging.message.id"))))
			.map(SpanData::getSpanContext)
			.findFirst()
			.orElseThrow();
	}

	@Test
	void shortFormIsTracedToo() {
		String queue = TestQueues.create("batch");
		this.sqs.sendMessageBatch(queue, List.of(entry("one")));
		assertThat(this.recorder).hasSpanCount(2);
		assertThat(message(queue).getMessageAttributes()).containsKey("traceparent");
	}

	@Test
	void entryThatIsRefusedIsError() {
		String queue = TestQueues.create("partly");
		SendMessageBatchRequestEntry bad = entry("bad");
		for (int i = 0; i < 11; i++) {
			bad.addMessageAttributesEntry("name-" + i, text("value"));
		}
		SendMessageBatchResult result = this.sqs.sendMessageBatch(queue, List.of(entry("good"), bad));
		assertThat(result.getSuccessful()).hasSize(1);
		assertThat(result.getFailed()).hasSize(1);
		assertThat(this.recorder.spans()).filteredOn((span) -> span.getName().startsWith("create"))
			.hasSize(2)
			.filteredOn((span) -> span.getStatus().getStatusCode() == StatusCode.ERROR)
			.singleElement()
			.satisfies((span) -> assertThat(span).hasError(result.getFailed().get(0).getCode()));
		assertThat(this.recorder.spans()).filteredOn((span) -> span.getName().startsWith("send"))
			.singleElement()
			.satisfies((span) -> assertThat(span).hasNoError()
				.hasAttribute(AttributeKey.stringArrayKey("tracing.sqs.failed_entries"), List.of("bad")));
	}

	@Test
	void messageKeepsContextOfAnotherTrace() throws Exception {
		String queue = TestQueues.create("mixed");
		String foreign = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
		within("work", () -> this.sqs.sendMessageBatch(queue,
				List.of(entry("one").addMessageAttributesEntry("traceparent", text(foreign)), entry("two"))));
		assertThat(messages(queue, 2)).extracting((message) -> Map.entry(message.getBody(), traceOf(message)))
			.containsExactlyInAnyOrder(Map.entry("one", "0af7651916cd43dd8448eb211c80319c"),
					Map.entry("two", span("work").getTraceId()));
		assertThat(this.recorder.spans()).filteredOn((span) -> span.getName().startsWith("create")).hasSize(1);
	}

	private static String traceOf(Message message) {
		return attribute(message, "traceparent").substring(3, 35);
	}

	@Test
	void batchWithoutEntriesIsLeftToTheClient() {
		assertThat(this.sqs.sendMessageBatch(TestQueues.create("empty"), List.of()).getSuccessful()).isEmpty();
		assertThat(this.recorder).hasNoSpans();
	}

	private static SendMessageBatchRequestEntry entry(String id) {
		return new SendMessageBatchRequestEntry(id, id);
	}

}
