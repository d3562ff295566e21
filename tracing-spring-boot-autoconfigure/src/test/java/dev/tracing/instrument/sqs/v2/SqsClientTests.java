package dev.tracing.instrument.sqs.v2;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.tracing.instrument.sqs.TestQueues;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.Trace;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TraceSpan;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

import org.springframework.context.ConfigurableApplicationContext;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link TracingClient} around a client that blocks.
 */
@SuppressWarnings("try")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqsClientTests {

	private static final String FOREIGN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private ConfigurableApplicationContext context;

	private SqsClient client;

	private SqsTracing sqsTracing;

	private Tracer tracer;

	private String queue = "";

	private String name = "";

	@BeforeAll
	void start() {
		this.context = SqsApplication.start(this.recorder, "tracing.sqs.exclude=internal-*");
		this.client = this.context.getBean(SqsClient.class);
		this.sqsTracing = this.context.getBean(SqsTracing.class);
		this.tracer = this.context.getBean(Tracer.class);
	}

	@AfterAll
	void stop() {
		assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
		this.context.close();
	}

	@BeforeEach
	void createQueue() {
		this.queue = TestQueues.create("orders");
		this.name = TestQueues.nameOf(this.queue);
	}

	@Test
	void sendAndProcessAreOneTrace() {
		within("place order", () -> this.client.sendMessage((send) -> send.queueUrl(this.queue).messageBody("1")));
		Message message = receiveOne();
		this.sqsTracing.process(this.queue, message,
				(order) -> this.tracer.spanBuilder("pick " + order.body()).startSpan().end());
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				place order
				  send %1$s [PRODUCER]
				    process %1$s [CONSUMER]
				      pick 1
				""".formatted(this.name))
			.hasSpan("send " + this.name,
					(span) -> span.hasNoError()
						.hasAttribute("messaging.system", "aws_sqs")
						.hasAttribute("messaging.operation.name", "send")
						.hasAttribute("messaging.operation.type", "send")
						.hasAttribute("messaging.destination.name", this.name)
						.hasAttribute("messaging.message.id", message.messageId())
						.hasAttribute("aws.sqs.queue.url", this.queue)
						.hasAttribute("server.address", "127.0.0.1")
						.hasAttribute("server.port", (long) URI.create(this.queue).getPort())
						.hasNoAttribute("aws.request_id")
						.hasNoAttribute("messaging.batch.message_count"))
			.hasSpan("process " + this.name,
					(span) -> span.hasNoError()
						.hasAttribute("messaging.operation.type", "process")
						.hasAttribute("messaging.message.id", message.messageId())
						.hasAttribute("tracing.sqs.receive_count", 1L)
						.hasAttributeSatisfying(AttributeKey.longKey("tracing.messaging.queue_time_ms"),
								(millis) -> assertThat(millis).isNotNegative())));
	}

	@Test
	void everyDeliveryIsSiblingWithItsCount() {
		send("1");
		for (int i = 0; i < 2; i++) {
			Message message = receiveOne();
			this.sqsTracing.process(this.queue, message, (order) -> {
			});
			this.client.changeMessageVisibility((
					change) -> change.queueUrl(this.queue).receiptHandle(message.receiptHandle()).visibilityTimeout(0));
		}
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				  process %1$s [CONSUMER]
				""".formatted(this.name)));
		assertThat(this.recorder.traces().get(0).spans())
			.extracting((span) -> span.attribute(AttributeKey.longKey("tracing.sqs.receive_count")))
			.containsExactly(null, 1L, 2L);
	}

	@Test
	void deadLetterStaysInItsTrace() {
		String deadLetters = TestQueues.create("dead-letters");
		String orders = TestQueues.create("orders",
				Map.of("VisibilityTimeout", "0", "RedrivePolicy",
						"{\"deadLetterTargetArn\":\"arn:aws:sqs:elasticmq:000000000000:"
								+ TestQueues.nameOf(deadLetters) + "\",\"maxReceiveCount\":\"1\"}"));
		this.client.sendMessage((send) -> send.queueUrl(orders).messageBody("1"));
		receive(orders);
		receive(orders);
		this.sqsTracing.process(deadLetters, receive(deadLetters).get(0), (order) -> {
		});
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %s [PRODUCER]
				  process %s [CONSUMER]
				""".formatted(TestQueues.nameOf(orders), TestQueues.nameOf(deadLetters)))
			.hasSpan("process " + TestQueues.nameOf(deadLetters),
					(span) -> span.hasAttribute("tracing.sqs.dead_letter_source", TestQueues.nameOf(orders))));
	}

	@Test
	void requestIsNotChangedAndMayBeSentAgain() {
		SendMessageRequest request = SendMessageRequest.builder()
			.queueUrl(this.queue)
			.messageBody("1")
			.messageAttributes(Map.of("kind", text("book")))
			.build();
		SendMessageRequest before = request.toBuilder().build();
		this.client.sendMessage(request);
		this.client.sendMessage(request);
		assertThat(request).isEqualTo(before);
		for (int i = 0; i < 2; i++) {
			this.sqsTracing.process(this.queue, receiveOne(), (order) -> {
			});
		}
		assertThat(this.recorder).hasTraceCount(2).allTracesSatisfy((trace) -> trace.hasSpanCount(2));
	}

	@Test
	void messageWithTenAttributesCarriesTraceHeaderOnly() {
		this.client.sendMessage((send) -> send.queueUrl(this.queue).messageBody("1").messageAttributes(attributes(10)));
		Message message = receiveAll();
		assertThat(message.messageAttributes()).containsOnlyKeys(attributes(10).keySet());
		this.sqsTracing.process(this.queue, message, (order) -> {
		});
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasSpanCount(2));
	}

	@Test
	void traceparentGoesBeforeTheRest() {
		SpanContext parent = SpanContext.createFromRemoteParent("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331",
				TraceFlags.getSampled(), TraceState.builder().put("vendor", "1").build());
		try (Scope scope = Context.root()
			.with(Span.wrap(parent))
			.with(Baggage.builder().put("tenant", "a").build())
			.makeCurrent()) {
			this.client
				.sendMessage((send) -> send.queueUrl(this.queue).messageBody("1").messageAttributes(attributes(9)));
			this.client
				.sendMessage((send) -> send.queueUrl(this.queue).messageBody("2").messageAttributes(attributes(7)));
		}
		Map<String, Message> messages = Map.of("1", receiveAll(), "2", receiveAll());
		assertThat(messages.get("1").messageAttributes()).hasSize(10).containsKey("traceparent");
		assertThat(messages.get("2").messageAttributes()).hasSize(10)
			.containsKeys("traceparent", "tracestate", "baggage");
	}

	@Test
	void messageIsNotMadeTooLarge() {
		String body = "x".repeat(1_048_576);
		this.client.sendMessage((send) -> send.queueUrl(this.queue).messageBody(body));
		Message message = receiveOne();
		assertThat(message.body()).isEqualTo(body);
		assertThat(message.messageAttributes()).isEmpty();
		assertThat(message.attributes()).containsKey(MessageSystemAttributeName.AWS_TRACE_HEADER);
	}

	@Test
	void traceHeaderOfApplicationIsLeftAlone() {
		String header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
		this.client.sendMessage((send) -> send.queueUrl(this.queue)
			.messageBody("1")
			.messageSystemAttributes(Map.of(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
					MessageSystemAttributeValue.builder().dataType("String").stringValue(header).build())));
		assertThat(receiveOne().attributes()).containsEntry(MessageSystemAttributeName.AWS_TRACE_HEADER, header);
	}

	@Test
	void contextOfAnotherTraceStaysInMessageAndIsLinked() {
		within("relay",
				() -> this.client.sendMessage((send) -> send.queueUrl(this.queue)
					.messageBody("1")
					.messageAttributes(Map.of("traceparent", text(FOREIGN)))));
		Message message = receiveOne();
		assertThat(message.messageAttributes().get("traceparent").stringValue()).isEqualTo(FOREIGN);
		assertThat(message.attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER))
			.contains("1-0af76519-16cd43dd8448eb211c80319c");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasSpan("send " + this.name,
				(span) -> span.isClient()
					.hasLink(SpanContext.create("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331",
							TraceFlags.getSampled(), TraceState.getDefault()))));
	}

	@Test
	void messageWithItsOwnContextBeginsNoTrace() {
		this.client.sendMessage((send) -> send.queueUrl(this.queue)
			.messageBody("1")
			.messageAttributes(Map.of("traceparent", text(FOREIGN))));
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void contextOfSameTraceIsReplacedWhenMessageIsPassedOn() {
		send("1");
		Message received = receiveOne();
		this.sqsTracing.process(this.queue, received, (order) -> this.client.sendMessage(
				(send) -> send.queueUrl(this.queue).messageBody("2").messageAttributes(order.messageAttributes())));
		this.client.deleteMessage((delete) -> delete.queueUrl(this.queue).receiptHandle(received.receiptHandle()));
		this.sqsTracing.process(this.queue, receiveOne(), (order) -> {
		});
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				    send %1$s [PRODUCER]
				      process %1$s [CONSUMER]
				""".formatted(this.name)));
	}

	@Test
	void contextsOfOtherFormatsDoNotStayBehindWhenMessageIsPassedOn() {
		within("again", () -> {
			SpanContext current = Span.current().getSpanContext();
			this.client.sendMessage((send) -> send.queueUrl(this.queue)
				.messageBody("1")
				.messageAttributes(Map.of("b3", text(current.getTraceId() + "-b7ad6b7169203331-1"), "kind",
						text("book"), "x-datadog-trace-id", text("5"))));
		});
		assertThat(receiveAll().messageAttributes()).containsOnlyKeys("traceparent", "kind");
	}

	@Test
	void attributesOfApplicationAreNotReplaced() {
		try (Scope scope = Context.root().with(Baggage.builder().put("tenant", "a").build()).makeCurrent()) {
			this.client.sendMessage((send) -> send.queueUrl(this.queue)
				.messageBody("1")
				.messageAttributes(Map.of("baggage",
						MessageAttributeValue.builder().dataType("Number").stringValue("3").build())));
		}
		Message message = receiveAll();
		assertThat(message.messageAttributes()).containsKey("traceparent");
		assertThat(message.messageAttributes().get("baggage").dataType()).isEqualTo("Number");
	}

	@Test
	void requestThatMakesNoSenseFailsAsItDoesWithoutTracing() {
		Map<String, MessageAttributeValue> attributes = new HashMap<>();
		attributes.put("own", null);
		assertThat(catchThrowable(() -> this.client
			.sendMessage((send) -> send.queueUrl(this.queue).messageBody("1").messageAttributes(attributes))))
			.satisfies((failure) -> assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasSpanCount(1)));
	}

	@Test
	void clientWithinAnotherOneMakesNoSecondSpan() {
		SqsClient outer = this.sqsTracing.trace(new SqsClient() {

			@Override
			public SendMessageResponse sendMessage(SendMessageRequest request) {
				return SqsClientTests.this.client.sendMessage(request);
			}

			@Override
			public String serviceName() {
				return "outer";
			}

			@Override
			public void close() {
				// Nothing of its own to close.
			}

		});
		outer.sendMessage((send) -> send.queueUrl(this.queue).messageBody("1"));
		this.sqsTracing.process(this.queue, receiveOne(), (order) -> {
		});
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				""".formatted(this.name)));
	}

	@Test
	void everyMessageOfBatchHasItsOwnSpanAndContext() {
		within("place orders", () -> this.client.sendMessageBatch(batch(3)));
		List<Message> messages = receive(this.queue);
		messages.forEach((message) -> this.sqsTracing.process(this.queue, message, (order) -> {
		}));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTreeInAnyOrder("""
				place orders
				  send %1$s [CLIENT]
				  create %1$s [PRODUCER]
				    process %1$s [CONSUMER]
				  create %1$s [PRODUCER]
				    process %1$s [CONSUMER]
				  create %1$s [PRODUCER]
				    process %1$s [CONSUMER]
				""".formatted(this.name))
			.hasSpan("send " + this.name, (span) -> span.hasAttribute("messaging.batch.message_count", 3L)));
		Trace trace = this.recorder.traces().get(0);
		assertThat(span(trace, "send " + this.name).data().getLinks())
			.extracting((link) -> link.getSpanContext().getSpanId())
			.containsExactlyElementsOf(trace.spans()
				.stream()
				.filter((span) -> span.name().startsWith("create "))
				.map((span) -> span.context().getSpanId())
				.toList());
	}

	@Test
	void refusedMessageOfBatchIsError() {
		SendMessageBatchResponse response = this.client.sendMessageBatch(
				(send) -> send.queueUrl(this.queue).entries(entry("good", Map.of()), entry("bad", attributes(11))));
		assertThat(response.failed()).hasSize(1);
		Trace trace = this.recorder.traces().get(0);
		List<TraceSpan> created = this.recorder.traces()
			.stream()
			.flatMap((each) -> each.spans().stream())
			.filter((span) -> span.name().startsWith("create "))
			.toList();
		assertThat(created).hasSize(2);
		assertThat(created.get(0)).hasNoError()
			.hasAttribute("messaging.message.id", response.successful().get(0).messageId());
		assertThat(created.get(1)).hasError(response.failed().get(0).code());
		assertThat(trace).isNotNull();
		assertThat(this.recorder)
			.hasTraceSatisfying((sent) -> sent.hasRoot("send " + this.name, (span) -> span.hasNoError()
				.hasAttribute(AttributeKey.stringArrayKey("tracing.sqs.failed_entries"), List.of("bad"))));
	}

	@Test
	void batchThatFailsAsAWholeFailsEachMessage() {
		assertThatExceptionOfType(QueueDoesNotExistException.class).isThrownBy(() -> this.client.sendMessageBatch(
				(send) -> send.queueUrl(this.queue + "-missing").entries(entry("a", Map.of()), entry("b", Map.of()))));
		assertThat(this.recorder).hasTraceCount(3)
			.allTracesSatisfy((trace) -> trace.hasSpanCount(1))
			.hasTraceSatisfying((trace) -> trace.hasRoot("send " + this.name + "-missing",
					(span) -> span.hasError("QueueDoesNotExist").hasException(QueueDoesNotExistException.class)));
	}

	@Test
	void queueThatDoesNotExistIsError() {
		assertThatExceptionOfType(QueueDoesNotExistException.class).isThrownBy(
				() -> this.client.sendMessage((send) -> send.queueUrl(this.queue + "-missing").messageBody("1")));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("send " + this.name + "-missing",
				(span) -> span.isProducer().hasError("QueueDoesNotExist")));
	}

	@Test
	void endpointThatIsDownIsError() {
		try (SqsClient down = SqsApplication.local(SqsClient.builder(), URI.create("http://127.0.0.1:9"))
			.overrideConfiguration((override) -> override.retryStrategy((retry) -> retry.maxAttempts(1)))
			.build()) {
			SqsClient traced = this.sqsTracing.trace(down);
			assertThatExceptionOfType(SdkClientException.class)
				.isThrownBy(() -> traced.sendMessage((send) -> send.queueUrl(this.queue).messageBody("1")));
		}
		assertThat(this.recorder).hasSingleTrace(
				(trace) -> trace.hasRoot("send " + this.name, (span) -> span.hasError(SdkClientException.class)));
	}

	@Test
	void exceptionOfLaterInterceptorEndsTheSpan() {
		try (SqsClient failing = SqsApplication.local(SqsClient.builder())
			.overrideConfiguration((override) -> override.addExecutionInterceptor(new ExecutionInterceptor() {
				@Override
				public SdkRequest modifyRequest(
						software.amazon.awssdk.core.interceptor.Context.ModifyRequest modification,
						ExecutionAttributes attributes) {
					throw new IllegalStateException("no");
				}
			}))
			.build()) {
			SqsClient traced = this.sqsTracing.trace(failing);
			assertThatIllegalStateException()
				.isThrownBy(() -> traced.sendMessage((send) -> send.queueUrl(this.queue).messageBody("1")));
		}
		assertThat(this.recorder).hasSingleTrace(
				(trace) -> trace.hasRoot("send " + this.name, (span) -> span.hasError(IllegalStateException.class)));
	}

	@Test
	void requestIdIsTold() {
		try (SqsClient identified = SqsApplication.local(SqsClient.builder())
			.overrideConfiguration((override) -> override.addExecutionInterceptor(new ExecutionInterceptor() {
				@Override
				public SdkHttpResponse modifyHttpResponse(
						software.amazon.awssdk.core.interceptor.Context.ModifyHttpResponse modification,
						ExecutionAttributes attributes) {
					return modification.httpResponse().copy((http) -> http.putHeader("x-amzn-RequestId", "request-1"));
				}
			}))
			.build()) {
			SqsClient traced = this.sqsTracing.trace(identified);
			traced.sendMessage((send) -> send.queueUrl(this.queue).messageBody("1"));
			assertThatExceptionOfType(QueueDoesNotExistException.class).isThrownBy(
					() -> traced.sendMessage((send) -> send.queueUrl(this.queue + "-missing").messageBody("1")));
		}
		assertThat(this.recorder).hasTraceCount(2);
		assertThat(this.recorder.traces())
			.allSatisfy((trace) -> assertThat(trace.spans().get(0)).hasAttribute("aws.request_id", "request-1"));
	}

	@Test
	void fifoQueueKeepsContextOfFirstDuplicate() {
		String fifo = TestQueues.create("orders.fifo",
				Map.of("FifoQueue", "true", "ContentBasedDeduplication", "true"));
		for (int i = 0; i < 2; i++) {
			this.client.sendMessage((send) -> send.queueUrl(fifo).messageBody("same").messageGroupId("a"));
		}
		List<Message> messages = receive(fifo);
		assertThat(messages).hasSize(1);
		this.sqsTracing.process(fifo, messages.get(0), (order) -> {
		});
		assertThat(this.recorder).hasTraceCount(2);
		assertThat(this.recorder.traces().get(0).spans()).hasSize(2);
	}

	@Test
	void pollsAndDeletesBeginNoTraces() {
		this.client.receiveMessage((receive) -> receive.queueUrl(this.queue));
		try (SqsClient plain = SqsApplication.local(SqsClient.builder()).build()) {
			plain.sendMessage((send) -> send.queueUrl(this.queue).messageBody("1"));
		}
		Message message = receiveOne();
		this.client.deleteMessage((delete) -> delete.queueUrl(this.queue).receiptHandle(message.receiptHandle()));
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void pollAndDeleteWithinSpanAreItsChildren() {
		send("1");
		within("job", () -> {
			Message message = receiveOne();
			this.client.deleteMessage((delete) -> delete.queueUrl(this.queue).receiptHandle(message.receiptHandle()));
		});
		assertThat(this.recorder).hasTraceCount(2)
			.hasTraceSatisfying((trace) -> trace.hasTree("""
					job
					  receive %1$s [CLIENT]
					  delete %1$s [CLIENT]
					""".formatted(this.name))
				.hasSpan("receive " + this.name,
						(span) -> span.hasAttribute("messaging.batch.message_count", 1L)
							.hasAttribute("messaging.operation.type", "receive")
							.hasLink(this.recorder.traces().get(0).spans().get(0).context()))
				.hasSpan("delete " + this.name, (span) -> span.hasAttribute("messaging.operation.type", "settle")));
	}

	@Test
	void messageThatIsProcessedWithinSpanIsLinkedToIt() {
		send("1");
		Message message = receiveOne();
		within("job", () -> this.sqsTracing.process(this.queue, message, (order) -> {
		}));
		Trace job = this.recorder.traces()
			.stream()
			.filter((trace) -> trace.find("job").isPresent())
			.findFirst()
			.orElseThrow();
		assertThat(job.spans()).hasSize(1);
		assertThat(this.recorder).hasTraceSatisfying((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				""".formatted(this.name))
			.hasSpan("process " + this.name, (span) -> span.hasLink(span(job, "job").context())));
	}

	@Test
	void batchWithinSpanIsLinkedToItAndToItsSenders() {
		within("place orders", () -> this.client.sendMessageBatch(batch(2)));
		List<Message> messages = receive(this.queue);
		within("job", () -> this.sqsTracing.processBatch(this.queue, messages, (batch) -> {
		}));
		assertThat(this.recorder).hasTraceSatisfying((trace) -> trace.hasRoot("process " + this.name,
				(span) -> span.hasAttribute("messaging.batch.message_count", 2L)));
		Trace processed = this.recorder.traces()
			.stream()
			.filter((trace) -> trace.find("process " + this.name).isPresent())
			.findFirst()
			.orElseThrow();
		assertThat(span(processed, "process " + this.name).data().getLinks()).hasSize(3);
	}

	@Test
	void exceptionOfHandlerIsErrorAndReachesTheApplication() {
		send("1");
		Message message = receiveOne();
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.sqsTracing.process(this.queue, message, (order) -> {
				throw new IOException("no");
			}));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasSpan("process " + this.name,
				(span) -> span.hasError(IOException.class).hasException(IOException.class, "no")));
	}

	@Test
	void messageOfUnknownQueueIsProcessedAllTheSame() {
		send("1");
		this.sqsTracing.process(receiveOne(), (order) -> {
		});
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %s [PRODUCER]
				  process [CONSUMER]
				""".formatted(this.name)));
		this.sqsTracing.processBatch(this.queue, List.of(), (batch) -> assertThat(batch).isEmpty());
		assertThat(this.recorder).hasTraceCount(1);
	}

	@Test
	void applicationGetsWhatItAskedFor() {
		this.client.sendMessage((send) -> send.queueUrl(this.queue)
			.messageBody("1")
			.messageAttributes(Map.of("kind", text("book"), "other", text("secret"))));
		ReceiveMessageRequest request = ReceiveMessageRequest.builder()
			.queueUrl(this.queue)
			.waitTimeSeconds(1)
			.messageAttributeNames("kind")
			.build();
		ReceiveMessageRequest before = request.toBuilder().build();
		Message message = this.client.receiveMessage(request).messages().get(0);
		assertThat(request).isEqualTo(before);
		assertThat(message.messageAttributes()).containsOnlyKeys("kind", "traceparent");
	}

	@Test
	@SuppressWarnings("deprecation")
	void listThatApplicationUsesIsExtended() {
		send("1");
		Message message = this.client
			.receiveMessage(
					(receive) -> receive.queueUrl(this.queue).waitTimeSeconds(1).attributeNamesWithStrings("SenderId"))
			.messages()
			.get(0);
		assertThat(message.attributes()).containsKeys(MessageSystemAttributeName.SENDER_ID,
				MessageSystemAttributeName.SENT_TIMESTAMP, MessageSystemAttributeName.AWS_TRACE_HEADER);
	}

	@Test
	void excludedQueueIsLeftAlone() {
		String internal = TestQueues.create("internal-orders");
		this.client.sendMessage((send) -> send.queueUrl(internal).messageBody("1"));
		Message message = this.client
			.receiveMessage((receive) -> receive.queueUrl(internal)
				.waitTimeSeconds(1)
				.messageAttributeNames("All")
				.messageSystemAttributeNames(MessageSystemAttributeName.ALL))
			.messages()
			.get(0);
		assertThat(message.messageAttributes()).isEmpty();
		assertThat(message.attributes()).doesNotContainKey(MessageSystemAttributeName.AWS_TRACE_HEADER);
		this.sqsTracing.process(internal, message, (order) -> this.tracer.spanBuilder("work").startSpan().end());
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void malformedContextIsNone() {
		try (SqsClient plain = SqsApplication.local(SqsClient.builder()).build()) {
			plain.sendMessage((send) -> send.queueUrl(this.queue)
				.messageBody("1")
				.messageAttributes(Map.of("traceparent", text("nonsense"), "tracestate", text("=,=;"), "b3",
						text("zz-zz"), "_datadog",
						MessageAttributeValue.builder()
							.dataType("Binary")
							.binaryValue(SdkBytes.fromByteArray(new byte[] { -1, '{', 0 }))
							.build(),
						"x-datadog-trace-id", text("-5"), "baggage", text(";;=%%"))));
		}
		this.sqsTracing.process(this.queue, receiveOne(), (order) -> {
		});
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("process " + this.name));
	}

	@Test
	void messagesOfOtherTracersContinueTheirTraces() {
		try (SqsClient plain = SqsApplication.local(SqsClient.builder()).build()) {
			plain
				.sendMessage((send) -> send.queueUrl(this.queue)
					.messageBody("1")
					.messageAttributes(Map.of("_datadog", MessageAttributeValue.builder()
						.dataType("Binary")
						.binaryValue(SdkBytes.fromString("{\"x-datadog-trace-id\":\"1234567890123456789\","
								+ "\"x-datadog-parent-id\":\"987654321\",\"x-datadog-sampling-priority\":\"1\"}",
								StandardCharsets.UTF_8))
						.build())));
		}
		this.sqsTracing.process(this.queue, receiveOne(), (order) -> {
		});
		assertThat(this.recorder)
			.hasSingleTrace((trace) -> trace.continues("0000000000000000112210f47de98115", "000000003ade68b1"));
	}

	@Test
	void clientsAreTracedOnce() {
		assertThat(this.sqsTracing.trace(this.client)).isSameAs(this.client);
		assertThat(this.client).isEqualTo(this.client).hasToString(this.client.toString());
		assertThat(this.client.serviceName()).isEqualTo("sqs");
	}

	private void within(String span, Runnable work) {
		Span current = this.tracer.spanBuilder(span).startSpan();
		try (Scope scope = current.makeCurrent()) {
			work.run();
		}
		finally {
			current.end();
		}
	}

	private void send(String body) {
		this.client.sendMessage((send) -> send.queueUrl(this.queue).messageBody(body));
	}

	private Message receiveOne() {
		return this.client
			.receiveMessage((receive) -> receive.queueUrl(this.queue).maxNumberOfMessages(1).waitTimeSeconds(1))
			.messages()
			.get(0);
	}

	private Message receiveAll() {
		return this.client
			.receiveMessage((receive) -> receive.queueUrl(this.queue).messageAttributeNames("All").waitTimeSeconds(1))
			.messages()
			.get(0);
	}

	private List<Message> receive(String from) {
		return this.client
			.receiveMessage((receive) -> receive.queueUrl(from).maxNumberOfMessages(10).waitTimeSeconds(1))
			.messages();
	}

	private SendMessageBatchRequest batch(int size) {
		return SendMessageBatchRequest.builder()
			.queueUrl(this.queue)
			.entries(IntStream.range(0, size).mapToObj((index) -> entry("entry-" + index, Map.of())).toList())
			.build();
	}

	private static SendMessageBatchRequestEntry entry(String id, Map<String, MessageAttributeValue> attributes) {
		return SendMessageBatchRequestEntry.builder().id(id).messageBody(id).messageAttributes(attributes).build();
	}

	private static Map<String, MessageAttributeValue> attributes(int count) {
		Map<String, MessageAttributeValue> attributes = new HashMap<>();
		for (int i = 0; i < count; i++) {
			attributes.put("own-" + i, text("value"));
		}
		return attributes;
	}

	private static MessageAttributeValue text(String value) {
		return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
	}

	private static TraceSpan span(Trace trace, String name) {
		return trace.find(name).orElseThrow();
	}

}
