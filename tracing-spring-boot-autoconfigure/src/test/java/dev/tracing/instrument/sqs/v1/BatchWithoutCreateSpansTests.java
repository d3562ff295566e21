package dev.tracing.instrument.sqs.v1;

import java.util.List;

import com.amazonaws.services.sqs.model.Message;
import com.amazonaws.services.sqs.model.SendMessageBatchRequestEntry;
import dev.tracing.instrument.sqs.TestQueues;
import org.junit.jupiter.api.Test;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for batches whose messages have no spans of their own.
 */
class BatchWithoutCreateSpansTests extends AbstractSqsTests {

	BatchWithoutCreateSpansTests() {
		super(Nothing.class, "tracing.sqs.create-spans=false");
	}

	@Test
	void messagesCarryContextOfTheSending() {
		String queue = TestQueues.create("batch");
		this.sqs.sendMessageBatch(queue, List.of(new SendMessageBatchRequestEntry("one", "one"),
				new SendMessageBatchRequestEntry("two", "two")));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree(send(queue) + " [PRODUCER]"));
		List<Message> messages = messages(queue, 2);
		assertThat(messages).extracting((message) -> attribute(message, "traceparent"))
			.containsOnly(traceparent(span(send(queue))));
	}

}
