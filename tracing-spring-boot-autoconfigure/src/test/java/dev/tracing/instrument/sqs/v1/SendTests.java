package dev.tracing.instrument.sqs.v1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.Request;
import com.amazonaws.Response;
import com.amazonaws.ResponseMetadata;
import com.amazonaws.SdkClientException;
import com.amazonaws.handlers.RequestHandler2;
import com.amazonaws.services.sqs.AbstractAmazonSQS;
import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.AmazonSQSAsync;
import com.amazonaws.services.sqs.model.Message;
import com.amazonaws.services.sqs.model.MessageAttributeValue;
import com.amazonaws.services.sqs.model.MessageSystemAttributeValue;
import com.amazonaws.services.sqs.model.QueueDoesNotExistException;
import com.amazonaws.services.sqs.model.SendMessageRequest;
import com.amazonaws.services.sqs.model.SendMessageResult;
import dev.tracing.instrument.sqs.TestQueues;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for messages that are sent one by one.
 */
@SuppressWarnings("try")
class SendTests extends AbstractSqsTests {

	private static final String FOREIGN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

	SendTests() {
		super(Nothing.class, "tracing.sqs.exclude=internal-*");
	}

	@Test
	void sendIsSpanWhoseContextGoesWithTheMessage() {
		String queue = TestQueues.create("sent");
		String id = this.sqs.sendMessage(new SendMessageRequest(queue, "body")).getMessageId();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot(send(queue),
				(span) -> span.isProducer()
					.hasNoError()
					.hasAttribute("messaging.system", "aws_sqs")
					.hasAttribute("messaging.destination.name", TestQueues.nameOf(queue))
					.hasAttribute("messaging.operation.name", "send")
					.hasAttribute("messaging.message.id", id)
					.hasAttribute("aws.sqs.queue.url", queue)
					.hasNoAttribute("messaging.batch.message_count")));
		Message message = message(queue);
		assertThat(attribute(message, "traceparent")).isEqualTo(traceparent(span(send(queue))));
		assertThat(message.getAttributes()).containsEntry("AWSTraceHeader", traceHeader(span(send(queue))));
	}

	@Test
	void requestIdIsOnSpan() {
		String queue = TestQueues.create("sent");
		AmazonSQS client = this.sqsTracing.trace(SqsApplication.builder(new RequestHandler2() {

			@Override
			public void afterResponse(Request<?> request, Response<?> response) {
				((SendMessageResult) response.getAwsResponse())
					.setSdkResponseMetadata(new ResponseMetadata(Map.of(ResponseMetadata.AWS_REQUEST_ID, "request-1")));
			}

		}).build());
		client.sendMessage(queue, "body");
		assertThat(this.recorder).hasSingleTrace(
				(trace) -> trace.hasRoot(send(queue), (span) -> span.hasAttribute("aws.request_id", "request-1")));
		client.shutdown();
	}

	@Test
	void shortFormIsTracedToo() throws Exception {
		String queue = TestQueues.create("sent");
		within("work", () -> this.sqs.sendMessage(queue, "body"));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("work\n  " + send(queue) + " [PRODUCER]"));
		assertThat(attribute(message(queue), "traceparent")).isEqualTo(traceparent(span(send(queue))));
	}

	@Test
	void onlyTheTraceHeaderGoesWithTenAttributes() {
		String queue = TestQueues.create("full");
		Map<String, MessageAttributeValue> attributes = attributes(10);
		this.sqs.sendMessage(new SendMessageRequest(queue, "body").withMessageAttributes(attributes));
		Message message = message(queue);
		assertThat(message.getMessageAttributes()).isEqualTo(attributes);
		assertThat(message.getAttributes()).containsEntry("AWSTraceHeader", traceHeader(span(send(queue))));
	}

	@Test
	void onlyTraceparentGoesWithNineAttributes() {
		String queue = TestQueues.create("nearly-full");
		Map<String, MessageAttributeValue> attributes = attributes(9);
		SpanContext remote = SpanContext.createFromRemoteParent("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331",
				TraceFlags.getSampled(), TraceState.builder().put("vendor", "state").build());
		Context parent = Context.root().with(Span.wrap(remote)).with(Baggage.builder().put("tenant", "one").build());
		try (Scope ignored = parent.makeCurrent()) {
			this.sqs.sendMessage(new SendMessageRequest(queue, "body").withMessageAttributes(attributes));
		}
		assertThat(message(queue).getMessageAttributes()).hasSize(10)
			.containsAllEntriesOf(attributes)
			.containsEntry("traceparent", text(traceparent(span(send(queue)))));
	}

	@Test
	void clientThatMayAddAnAttributeItselfHasRoomForIt() {
		String queue = TestQueues.create("extended");
		AmazonSQS client = this.sqsTracing.trace((AmazonSQS) new AbstractAmazonSQS() {

			@Override
			public SendMessageResult sendMessage(SendMessageRequest request) {
				return SendTests.this.plain
					.sendMessage(request.clone().addMessageAttributesEntry("ExtendedPayloadSize", text("1")));
			}

		});
		client.sendMessage(new SendMessageRequest(queue, "body").withMessageAttributes(attributes(9)));
		assertThat(message(queue).getMessageAttributes()).hasSize(10).containsKey("ExtendedPayloadSize");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot(send(queue)));
	}

	private static Map<String, MessageAttributeValue> attributes(int count) {
		Map<String, MessageAttributeValue> attributes = new HashMap<>();
		attributes.put("binary", new MessageAttributeValue().withDataType("Binary")
			.withBinaryValue(ByteBuffer.wrap("bytes".getBytes(StandardCharsets.UTF_8))));
		for (int i = 1; i < count; i++) {
			attributes.put("name-" + i, text("value-" + i));
		}
		return attributes;
	}

	@Test
	void requestIsNotChangedAndMayBeSentAgain() throws Exception {
		String queue = TestQueues.create("again");
		Map<String, MessageAttributeValue> attributes = attributes(3);
		SendMessageRequest request = new SendMessageRequest(queue, "body").withMessageAttributes(attributes);
		SendMessageRequest before = request.clone().withMessageAttributes(new HashMap<>(attributes));
		for (String work : new String[] { "first", "second" }) {
			within(work, () -> this.sqs.sendMessage(request));
			assertThat(request).isEqualTo(before);
			assertThat(attributes).isEqualTo(attributes(3));
			Message message = message(queue);
			assertThat(attribute(message, "traceparent")).contains(span(work).getTraceId());
			assertThat(message.getAttributes().get("AWSTraceHeader")).contains(span(work).getTraceId().substring(8));
		}
		assertThat(this.recorder).hasTraceCount(2).hasSpanCount(4);
	}

	@Test
	void metadataOfRequestIsFound() {
		String queue = TestQueues.create("sent");
		SendMessageRequest request = new SendMessageRequest(queue, "body");
		assertThat(this.sqs.sendMessage(request).getSdkResponseMetadata())
			.isSameAs(this.sqs.getCachedResponseMetadata(request));
	}

	@Test
	void messageKeepsContextOfAnotherTrace() throws Exception {
		String queue = TestQueues.create("forwarded");
		SendMessageRequest request = new SendMessageRequest(queue, "body").addMessageAttributesEntry("traceparent",
				text(FOREIGN));
		within("work", () -> this.sqs.sendMessage(request));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("work\n  " + send(queue) + " [CLIENT]")
			.hasSpan(send(queue), (span) -> span.hasLink(SpanContext.create("0af7651916cd43dd8448eb211c80319c",
					"b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault()))));
		Message message = message(queue);
		assertThat(message.getMessageAttributes()).containsOnly(Map.entry("traceparent", text(FOREIGN)));
		assertThat(message.getAttributes()).containsEntry("AWSTraceHeader",
				"Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1");
	}

	@Test
	void messageWithContextBeginsNoTrace() {
		String queue = TestQueues.create("forwarded");
		this.sqs
			.sendMessage(new SendMessageRequest(queue, "body").addMessageAttributesEntry("traceparent", text(FOREIGN)));
		assertThat(attribute(message(queue), "traceparent")).isEqualTo(FOREIGN);
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void messageThatIsPassedOnWithinItsTraceGetsNewContext() throws Exception {
		String queue = TestQueues.create("passed-on");
		within("work", () -> this.sqs.sendMessage(new SendMessageRequest(queue, "body")
			.addMessageAttributesEntry("traceparent", text(traceparent(Span.current().getSpanContext())))));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("work\n  " + send(queue) + " [PRODUCER]"));
		assertThat(attribute(message(queue), "traceparent")).isEqualTo(traceparent(span(send(queue))));
	}

	@Test
	void traceHeaderOfApplicationStays() {
		String queue = TestQueues.create("own-header");
		String header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
		this.sqs.sendMessage(new SendMessageRequest(queue, "body").addMessageSystemAttributesEntry("AWSTraceHeader",
				new MessageSystemAttributeValue().withDataType("String").withStringValue(header)));
		assertThat(message(queue).getAttributes()).containsEntry("AWSTraceHeader", header);
	}

	@Test
	void attributeThatIsNoContextStaysAndTraceHeaderCarriesTheTrace() {
		String queue = TestQueues.create("malformed");
		this.sqs.sendMessage(
				new SendMessageRequest(queue, "body").addMessageAttributesEntry("traceparent", text("nonsense"))
					.addMessageAttributesEntry("_datadog", text("{\"x-datadog-trace-id\":"))
					.addMessageAttributesEntry("b3", text("1-2-3-4-5")));
		Message message = message(queue);
		assertThat(attribute(message, "traceparent")).isEqualTo("nonsense");
		assertThat(message.getAttributes().get("AWSTraceHeader")).contains(span(send(queue)).getSpanId());
	}

	@Test
	void excludedQueueIsLeftAlone() {
		String queue = TestQueues.create("internal-sent");
		this.sqs.sendMessage(queue, "body");
		Message message = message(queue);
		assertThat(message.getMessageAttributes()).isEmpty();
		assertThat(message.getAttributes()).doesNotContainKey("AWSTraceHeader");
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void queueThatDoesNotExistIsError() {
		String queue = TestQueues.endpoint() + "/000000000000/missing";
		assertThatExceptionOfType(QueueDoesNotExistException.class)
			.isThrownBy(() -> this.sqs.sendMessage(queue, "body"));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("send missing",
				(span) -> span.hasError("QueueDoesNotExist").hasException(QueueDoesNotExistException.class)));
	}

	@Test
	void endpointThatIsDownIsError() {
		AmazonSQSAsync client = this.sqsTracing.trace(SqsApplication.builder("http://127.0.0.1:9").build());
		assertThatExceptionOfType(SdkClientException.class)
			.isThrownBy(() -> client.sendMessage("http://127.0.0.1:9/000000000000/any", "body"));
		assertThat(this.recorder)
			.hasSingleTrace((trace) -> trace.hasRoot("send any", (span) -> span.hasError(SdkClientException.class)));
		client.shutdown();
	}

	@Test
	void handlerThatFailsBeforeIsError() {
		hasOneSpanWithErrorOf(new RequestHandler2() {

			@Override
			public AmazonWebServiceRequest beforeMarshalling(AmazonWebServiceRequest request) {
				throw new IllegalStateException("refused");
			}

		});
	}

	@Test
	void handlerThatFailsAfterIsError() {
		hasOneSpanWithErrorOf(new RequestHandler2() {

			@Override
			public void afterResponse(Request<?> request, Response<?> response) {
				throw new IllegalStateException("refused");
			}

		});
	}

	private void hasOneSpanWithErrorOf(RequestHandler2 handler) {
		String queue = TestQueues.create("refused");
		AmazonSQS client = this.sqsTracing.trace(SqsApplication.builder(handler).build());
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> client.sendMessage(queue, "body"));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot(send(queue),
				(span) -> span.hasError(IllegalStateException.class)
					.hasException(IllegalStateException.class, "refused")
					.hasNoChildren()));
		client.shutdown();
	}

	@Test
	void handlersRunInContextOfCall() {
		String queue = TestQueues.create("handled");
		SpanContext[] seen = new SpanContext[1];
		AmazonSQS client = this.sqsTracing.trace(SqsApplication.builder(new RequestHandler2() {

			@Override
			public void beforeRequest(Request<?> request) {
				seen[0] = Span.current().getSpanContext();
			}

		}).build());
		client.sendMessage(queue, "body");
		assertThat(seen[0]).isEqualTo(span(send(queue)));
		client.shutdown();
	}

}
