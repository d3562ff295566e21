package dev.tracing.instrument.lambda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.Trace;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TraceSpan;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.data.LinkData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LambdaTracing} and {@link SqsEventTracing} with messages of SQS.
 */
class LambdaSqsEventTests {

	private static final String SPAN_ID = "00f067aa0ba902b7";

	private static final String QUEUE = "arn:aws:sqs:eu-west-1:123456789012:orders-queue";

	private static final String XRAY = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		restart();
	}

	private void restart(String... properties) {
		stop();
		this.context = LambdaApplication.start(this.recorder, properties);
	}

	@AfterEach
	void stop() {
		if (this.context != null) {
			assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
			this.context.close();
		}
	}

	@Test
	void exceptionWithSingleMessageIsOnBothSpans() {
		assertThatIllegalStateException().isThrownBy(() -> invoke(event(message(1)), (event, call) -> {
			throw new IllegalStateException("sold out");
		}));
		Trace trace = this.recorder.traces().get(0);
		assertThat(trace.find("orders").orElseThrow()).hasError(IllegalStateException.class).hasNoException();
		assertThat(trace.find("process orders-queue").orElseThrow()).hasError(IllegalStateException.class)
			.hasException(IllegalStateException.class, "sold out");
	}

	@Test
	void exceptionWithBatchFailsTheBatch() {
		assertThatIllegalStateException().isThrownBy(() -> invoke(event(message(1), message(2)), (event, call) -> {
			throw new IllegalStateException("sold out");
		}));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				orders [SERVER]
				  process orders-queue [CONSUMER]
				""")
			.hasSpan("process orders-queue", (span) -> span.hasException(IllegalStateException.class, "sold out"))
			.hasSpan("orders", (span) -> span.hasError(IllegalStateException.class)));
	}

	@Test
	void messageThatIsAloneContinuesItsTrace() {
		SQSBatchResponse response = new SQSBatchResponse();
		assertThat(invoke(event(message(1)), (event, call) -> {
			work();
			return response;
		})).isSameAs(response);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTraceId(traceId(1)).hasTree("""
				orders [SERVER]
				  process orders-queue [CONSUMER]
				    work
				""").hasNoErrors());
		Trace trace = this.recorder.traces().get(0);
		assertThat(trace.find("orders").orElseThrow()).continues(traceId(1), SPAN_ID)
			.hasAttribute("faas.trigger", "pubsub")
			.hasNoLinks();
		assertThat(trace.find("process orders-queue").orElseThrow()).hasAttribute("messaging.system", "aws_sqs")
			.hasAttribute("messaging.destination.name", "orders-queue")
			.hasAttribute("messaging.message.id", "id-1")
			.hasAttribute("messaging.operation.type", "process")
			.hasAttribute("tracing.sqs.receive_count", 2L)
			.hasAttributeSatisfying(io.opentelemetry.api.common.AttributeKey.longKey("tracing.messaging.queue_time_ms"),
					(time) -> assertThat(time).isGreaterThanOrEqualTo(5000))
			.hasNoAttribute("messaging.batch.message_count");
	}

	@Test
	void messageThatIsAloneHasNoSecondSpan() throws Exception {
		invoke(event(message(1)), (event, call) -> sqs().processEach(event, (message) -> work()));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				orders [SERVER]
				  process orders-queue [CONSUMER]
				    work
				""").hasNoErrors());
	}

	@Test
	void failureOfMessageThatIsAloneIsOnItsSpan() {
		SQSBatchResponse response = invoke(event(message(1)), (event, call) -> sqs().processEach(event, (message) -> {
			throw new IOException("no luck");
		}));
		assertThat(failedIds(response)).containsExactly("id-1");
		Trace trace = this.recorder.traces().get(0);
		assertThat(trace.find("process orders-queue").orElseThrow()).hasError(IOException.class)
			.hasException(IOException.class, "no luck");
		assertThat(trace.find("orders").orElseThrow()).hasNoError();
	}

	@Test
	void refusalOfMessageThatIsAloneIsOnItsSpan() {
		invoke(event(message(1)), (event, call) -> failed("id-1"));
		assertThat(this.recorder.traces().get(0).find("process orders-queue").orElseThrow())
			.hasError("batch_item_failure")
			.hasNoException();
	}

	@Test
	void batchHasLinksAndEachMessageItsOwnTrace() {
		SQSBatchResponse response = invoke(event(message(1), message(2), message(3)),
				(event, call) -> sqs().processEach(event, (message) -> {
					work();
					if (message.getMessageId().equals("id-2")) {
						throw new IOException("no luck");
					}
				}));
		assertThat(failedIds(response)).containsExactly("id-2");
		assertThat(this.recorder).hasTraceCount(4);
		TraceSpan batch = batchTrace().find("process orders-queue").orElseThrow();
		assertThat(batchTrace()).hasTree("""
				orders [SERVER]
				  process orders-queue [CONSUMER]
				""").hasNoErrors();
		assertThat(batch).hasAttribute("messaging.batch.message_count", 3L);
		assertThat(batch.data().getLinks()).extracting((link) -> link.getSpanContext().getTraceId())
			.containsExactly(traceId(1), traceId(2), traceId(3));
		for (int i = 1; i <= 3; i++) {
			assertThat(trace(i)).hasTree("""
					process orders-queue [CONSUMER]
					  work
					""");
			assertThat(trace(i).root()).continues(traceId(i), SPAN_ID)
				.hasLink(batch.context())
				.hasAttribute("messaging.message.id", "id-" + i)
				.hasNoAttribute("messaging.batch.message_count");
		}
		assertThat(trace(1)).hasNoErrors();
		assertThat(trace(2).root()).hasException(IOException.class, "no luck");
		assertThat(trace(3)).hasNoErrors();
	}

	@Test
	void failedItemOfHandlerThatLoopsByItselfShowsInItsTrace() {
		invoke(event(message(1), message(2), message(3)), (event, call) -> {
			work();
			return failed("id-3", "id-3");
		});
		assertThat(this.recorder).hasTraceCount(2);
		assertThat(batchTrace()).hasTree("""
				orders [SERVER]
				  process orders-queue [CONSUMER]
				    work
				""").hasNoErrors();
		assertThat(trace(3)).hasTree("process orders-queue [CONSUMER]");
		assertThat(trace(3).root()).hasError("batch_item_failure")
			.continues(traceId(3), SPAN_ID)
			.hasAttribute("messaging.message.id", "id-3")
			.hasLink(batchTrace().find("process orders-queue").orElseThrow().context());
	}

	@Test
	void unknownFailedItemFailsTheBatch() {
		invoke(event(message(1), message(2)), (event, call) -> failed("id-1", "no such id"));
		assertThat(trace(1).root()).hasError("batch_item_failure");
		assertThat(batchTrace().find("process orders-queue").orElseThrow()).hasError("batch_item_failure");
	}

	@Test
	void strangeResponsesDoNoHarm() {
		invoke(event(message(1)), (event, call) -> new SQSBatchResponse(null));
		invoke(event(message(2)), (event, call) -> new SQSBatchResponse(Collections.singletonList(null)));
		assertThat(trace(2).find("process orders-queue").orElseThrow()).hasError("batch_item_failure");
	}

	@Test
	void exceptionOfHandlerReachesTheLoop() {
		invoke(event(message(1), message(2)), (event, call) -> {
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> sqs().process(event.getRecords().get(0), (message) -> {
					throw new IOException("no luck");
				}));
			return null;
		});
		assertThat(trace(1).root()).hasException(IOException.class, "no luck");
	}

	@Test
	void handlerWithinMessageIsNoInvocation() {
		RequestHandler<Object, Object> inner = this.context.getBean(LambdaTracing.class).trace((event, call) -> {
			work();
			return null;
		});
		invoke(event(message(1), message(2)),
				(event, call) -> sqs().processEach(event, (message) -> inner.handleRequest(message.getBody(), call)));
		assertThat(trace(1)).hasTree("""
				process orders-queue [CONSUMER]
				  work
				""");
	}

	@Test
	void restOfFifoQueueIsNotProcessedAfterFailure() {
		String fifo = QUEUE + ".fifo";
		List<String> processed = new ArrayList<>();
		SQSBatchResponse response = invoke(event(from(fifo, 1), from(fifo, 2), from(fifo, 3)),
				(event, call) -> sqs().processEach(event, (message) -> {
					processed.add(message.getMessageId());
					if (message.getMessageId().equals("id-2")) {
						throw new IOException("no luck");
					}
				}));
		assertThat(processed).containsExactly("id-1", "id-2");
		assertThat(failedIds(response)).containsExactly("id-2", "id-3");
		assertThat(trace(3).root()).hasError("batch_item_failure");
	}

	@Test
	void interruptionIsKept() {
		invoke(event(message(1)), (event, call) -> sqs().processEach(event, (message) -> {
			throw new InterruptedException();
		}));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void messageOutsideOfAnInvocationHasItsSpan() throws Exception {
		sqs().process(message(1), (message) -> work());
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTraceId(traceId(1)).hasTree("""
				process orders-queue [CONSUMER]
				  work
				"""));
	}

	@Test
	void excludedQueueIsNotTracedAtAll() {
		restart("tracing.sqs.exclude=orders-*");
		invoke(event(message(1)), (event, call) -> sqs().processEach(event, (message) -> work()));
		invoke(event(message(1), message(2)), (event, call) -> {
			sqs().processEach(event, (message) -> work());
			return failed("id-1");
		});
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void batchFromSeveralQueuesHasNoDestination() {
		invoke(event(message(1), from(QUEUE + "-2", 2)), (event, call) -> null);
		assertThat(batchTrace().find("process").orElseThrow()).hasNoAttribute("messaging.destination.name");
	}

	@Test
	void readsEveryKindOfContext() {
		SQSMessage binary = message(1);
		MessageAttribute attribute = new MessageAttribute();
		attribute.setBinaryValue(
				ByteBuffer.wrap(("00-" + traceId(7) + "-" + SPAN_ID + "-01").getBytes(StandardCharsets.UTF_8)));
		binary.setMessageAttributes(Map.of("TraceParent", attribute));
		SQSMessage xRay = message(2);
		xRay.setMessageAttributes(null);
		xRay.setAttributes(Map.of("AWSTraceHeader", XRAY));
		invoke(event(binary), (event, call) -> null);
		invoke(event(xRay), (event, call) -> null);
		assertThat(this.recorder.traces()).extracting(Trace::traceId)
			.containsExactly(traceId(7), "5759e988bd862e3fe1be46a994272793");
	}

	@Test
	void xRayIsLinkOrParentOfTheInvocation() {
		handler((event, call) -> null).handleRequest(event(message(1)), new TestCall().xRay(XRAY));
		assertThat(trace(1).root().data().getLinks()).extracting(LinkData::getSpanContext)
			.extracting((span) -> span.getSpanId())
			.containsExactly("53995c3f42cd8ad8");
		this.recorder.clear();
		restart("tracing.lambda.xray=parent");
		handler((event, call) -> null).handleRequest(event(message(1)), new TestCall().xRay(XRAY));
		assertThat(this.recorder.traces()).singleElement().satisfies((trace) -> {
			assertThat(trace.root()).continues("5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8");
			assertThat(trace.root().data().getLinks()).extracting((link) -> link.getSpanContext().getTraceId())
				.containsExactly(traceId(1));
		});
	}

	@Test
	void malformedMessagesDoNoHarm() {
		SQSMessage empty = new SQSMessage();
		SQSMessage strange = message(2);
		MessageAttribute attribute = new MessageAttribute();
		strange.setMessageAttributes(Map.of("traceparent", attribute, "_datadog", attribute("{\"x\":"), "b3",
				attribute("1-2-3-4-5-6"), "baggage", attribute("=;=,")));
		strange.setAttributes(
				Map.of("SentTimestamp", "yesterday", "ApproximateReceiveCount", "-7", "AWSTraceHeader", "Root=Root"));
		invoke(event(empty), (event, call) -> sqs().processEach(event, (message) -> work()));
		invoke(event(empty, strange), (event, call) -> sqs().processEach(event, (message) -> work()));
		invoke(new SQSEvent(), (event, call) -> sqs().processEach(event, (message) -> work()));
		invoke(event(), (event, call) -> sqs().processEach(event, (message) -> work()));
		assertThat(this.recorder.spans()).filteredOn((span) -> span.getName().equals("work")).hasSize(3);
		assertThat(this.recorder.spans()).filteredOn((span) -> span.getName().equals("orders")).hasSize(4);
	}

	private SQSBatchResponse invoke(SQSEvent event, RequestHandler<SQSEvent, SQSBatchResponse> handler) {
		return handler(handler).handleRequest(event, new TestCall());
	}

	private RequestHandler<SQSEvent, SQSBatchResponse> handler(RequestHandler<SQSEvent, SQSBatchResponse> handler) {
		return this.context.getBean(LambdaTracing.class).trace(handler);
	}

	private SqsEventTracing sqs() {
		return this.context.getBean(SqsEventTracing.class);
	}

	private void work() {
		this.context.getBean(Tracer.class).spanBuilder("work").startSpan().end();
	}

	private Trace trace(int number) {
		return this.recorder.trace(traceId(number));
	}

	private Trace batchTrace() {
		return this.recorder.traces()
			.stream()
			.filter((trace) -> trace.find("orders").isPresent())
			.findFirst()
			.orElseThrow();
	}

	private static List<String> failedIds(SQSBatchResponse response) {
		return response.getBatchItemFailures().stream().map(BatchItemFailure::getItemIdentifier).toList();
	}

	private static SQSBatchResponse failed(String... ids) {
		return new SQSBatchResponse(List.of(ids).stream().map(BatchItemFailure::new).toList());
	}

	private static SQSEvent event(SQSMessage... messages) {
		SQSEvent event = new SQSEvent();
		event.setRecords(List.of(messages));
		return event;
	}

	private static SQSMessage message(int number) {
		return from(QUEUE, number);
	}

	private static SQSMessage from(String queue, int number) {
		SQSMessage message = new SQSMessage();
		message.setMessageId("id-" + number);
		message.setBody("order " + number);
		message.setEventSourceArn(queue);
		message.setMessageAttributes(Map.of("traceparent", attribute("00-" + traceId(number) + "-" + SPAN_ID + "-01")));
		message.setAttributes(Map.of("SentTimestamp", Long.toString(System.currentTimeMillis() - 5000),
				"ApproximateReceiveCount", "2"));
		return message;
	}

	private static MessageAttribute attribute(String value) {
		MessageAttribute attribute = new MessageAttribute();
		attribute.setDataType("String");
		attribute.setStringValue(value);
		return attribute;
	}

	private static String traceId(int number) {
		return "4bf92f3577b34da6a3ce929d0e0e473" + number;
	}

}
