package dev.tracing.instrument.sqs.v2;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.tracing.instrument.sqs.TestQueues;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

import org.springframework.context.ConfigurableApplicationContext;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TracingClient} around a client with futures, and for
 * {@link TracingBatchManager}.
 */
@SuppressWarnings("try")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqsAsyncClientTests {

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private ConfigurableApplicationContext context;

	private SqsAsyncClient client;

	private SqsTracing sqsTracing;

	private Tracer tracer;

	private String queue = "";

	private String name = "";

	@BeforeAll
	void start() {
		this.context = SqsApplication.start(this.recorder, "tracing.sqs.create-spans=false");
		this.client = this.context.getBean(SqsAsyncClient.class);
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
	void sendAndProcessAreOneTrace() throws Exception {
		CompletableFuture<SendMessageResponse> sent = within("place order",
				() -> this.client.sendMessage((send) -> send.queueUrl(this.queue).messageBody("1")));
		sent.get(10, TimeUnit.SECONDS);
		this.sqsTracing.process(this.queue, receiveOne(), (order) -> {
		});
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				place order
				  send %1$s [PRODUCER]
				    process %1$s [CONSUMER]
				""".formatted(this.name)));
	}

	@Test
	void whatFollowsRunsInContextOfWhoeverAddedIt() throws Exception {
		AtomicReference<SpanContext> first = new AtomicReference<>();
		AtomicReference<SpanContext> second = new AtomicReference<>();
		CompletableFuture<String> shared = this.client.getQueueUrl((get) -> get.queueName(this.name))
			.thenApply((response) -> response.queueUrl());
		CompletableFuture<Void> one = within("one",
				() -> shared.thenAccept((url) -> first.set(Span.current().getSpanContext())));
		CompletableFuture<SendMessageResponse> two = within("two", () -> shared.thenCompose((url) -> {
			second.set(Span.current().getSpanContext());
			return this.client.sendMessage((send) -> send.queueUrl(url).messageBody("2"));
		}));
		one.get(10, TimeUnit.SECONDS);
		two.get(10, TimeUnit.SECONDS);
		assertThat(this.recorder).hasTraceCount(2).hasTraceSatisfying((trace) -> trace.hasTree("""
				two
				  send %s [PRODUCER]
				""".formatted(this.name)));
		assertThat(first.get()).isEqualTo(root("one"));
		assertThat(second.get()).isEqualTo(root("two"));
	}

	@Test
	void nobodysContextIsTakenAway() throws Exception {
		CompletableFuture<SpanContext> current = this.client.getQueueUrl((get) -> get.queueName(this.name))
			.thenApply((response) -> Span.current().getSpanContext());
		assertThat(current.get(10, TimeUnit.SECONDS).isValid()).isFalse();
	}

	@Test
	void messagesOfBatchCarryContextOfTheSendingWithoutSpansOfTheirOwn() throws Exception {
		this.client
			.sendMessageBatch((send) -> send.queueUrl(this.queue)
				.entries(IntStream.range(0, 2)
					.mapToObj(
							(index) -> SendMessageBatchRequestEntry.builder().id("id" + index).messageBody("b").build())
					.toList()))
			.get(10, TimeUnit.SECONDS);
		List<Message> messages = this.client
			.receiveMessage((receive) -> receive.queueUrl(this.queue).maxNumberOfMessages(10).waitTimeSeconds(1))
			.get(10, TimeUnit.SECONDS)
			.messages();
		this.sqsTracing.processBatch(this.queue, messages, (batch) -> assertThat(batch).hasSize(2));
		assertThat(this.recorder).hasTraceCount(2)
			.hasTraceSatisfying((trace) -> trace.hasRoot("send " + this.name,
					(span) -> span.isProducer().hasNoLinks().hasAttribute("messaging.batch.message_count", 2L)))
			.hasTraceSatisfying((trace) -> trace.hasRoot("process " + this.name,
					(span) -> span.isConsumer()
						.hasAttribute("messaging.batch.message_count", 2L)
						.hasLink(root("send " + this.name))));
	}

	@Test
	void failureIsErrorAndReachesTheApplicationAsItIs() {
		CompletableFuture<SendMessageResponse> sent = this.client
			.sendMessage((send) -> send.queueUrl(this.queue + "-missing").messageBody("1"));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> sent.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(QueueDoesNotExistException.class);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(sent::join)
			.withCauseInstanceOf(QueueDoesNotExistException.class);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("send " + this.name + "-missing",
				(span) -> span.hasError("QueueDoesNotExist").hasException(QueueDoesNotExistException.class)));
	}

	@Test
	void failureOfCredentialsIsError() {
		try (SqsAsyncClient failing = SqsApplication.local(SqsAsyncClient.builder()).credentialsProvider(() -> {
			throw new IllegalStateException("no credentials");
		}).build()) {
			CompletableFuture<SendMessageResponse> sent = this.sqsTracing.trace(failing)
				.sendMessage((send) -> send.queueUrl(this.queue).messageBody("1"));
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> sent.get(10, TimeUnit.SECONDS));
		}
		assertThat(this.recorder)
			.hasSingleTrace((trace) -> trace.hasRoot("send " + this.name, (span) -> span.hasError()));
	}

	@Test
	void exceptionOfLaterInterceptorEndsTheSpan() {
		try (SqsAsyncClient failing = SqsApplication.local(SqsAsyncClient.builder())
			.overrideConfiguration((override) -> override.addExecutionInterceptor(new ExecutionInterceptor() {
				@Override
				public SdkRequest modifyRequest(
						software.amazon.awssdk.core.interceptor.Context.ModifyRequest modification,
						ExecutionAttributes attributes) {
					throw new IllegalStateException("no");
				}
			}))
			.build()) {
			CompletableFuture<SendMessageResponse> sent = this.sqsTracing.trace(failing)
				.sendMessage((send) -> send.queueUrl(this.queue).messageBody("1"));
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> sent.get(10, TimeUnit.SECONDS));
		}
		assertThat(this.recorder)
			.hasSingleTrace((trace) -> trace.hasRoot("send " + this.name, (span) -> span.hasError()));
	}

	@Test
	void cancellingTheFutureCancelsTheCall() {
		String empty = this.queue;
		CompletableFuture<?> poll = within("job",
				() -> this.client.receiveMessage((receive) -> receive.queueUrl(empty).waitTimeSeconds(20)));
		poll.cancel(true);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasSpan("receive " + this.name,
				(span) -> span.hasError("java.util.concurrent.CancellationException")));
	}

	@Test
	void timeoutOfTheApplicationEndsTheCall() {
		CompletableFuture<?> poll = within("job",
				() -> this.client.receiveMessage((receive) -> receive.queueUrl(this.queue).waitTimeSeconds(20))
					.orTimeout(10, TimeUnit.MILLISECONDS));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> poll.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(TimeoutException.class);
		assertThat(this.recorder).hasSingleTrace(
				(trace) -> trace.hasSpan("receive " + this.name, (span) -> span.hasError(TimeoutException.class)));
	}

	@Test
	void messagesOfBatchManagerCarryContextOfTheirSenders() throws Exception {
		try (SqsAsyncBatchManager manager = this.client.batchManager()) {
			CompletableFuture<SendMessageResponse> one = within("one",
					() -> manager.sendMessage((send) -> send.queueUrl(this.queue).messageBody("one")));
			CompletableFuture<SendMessageResponse> two = within("two",
					() -> manager.sendMessage((send) -> send.queueUrl(this.queue).messageBody("two")));
			one.get(10, TimeUnit.SECONDS);
			two.get(10, TimeUnit.SECONDS);
			for (int received = 0; received < 2;) {
				for (Message message : manager.receiveMessage((receive) -> receive.queueUrl(this.queue))
					.get(20, TimeUnit.SECONDS)
					.messages()) {
					this.sqsTracing.process(this.queue, message,
							(order) -> this.tracer.spanBuilder("work on " + order.body()).startSpan().end());
					received++;
				}
			}
		}
		assertThat(this.recorder).hasTraceCount(2);
		for (String sender : List.of("one", "two")) {
			assertThat(this.recorder).hasTraceSatisfying((trace) -> trace.hasTree("""
					%2$s
					  send %1$s [PRODUCER]
					    process %1$s [CONSUMER]
					      work on %2$s
					""".formatted(this.name, sender)));
		}
	}

	@Test
	void ownBatchManagerOnTracedClientMakesNoSpansBelow() throws Exception {
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
		try (SqsAsyncBatchManager manager = this.sqsTracing
			.trace(SqsAsyncBatchManager.builder().client(this.client).scheduledExecutor(executor).build())) {
			// The last one fills the batch, which is sent on the thread of its sender.
			List<CompletableFuture<SendMessageResponse>> sent = within("one",
					() -> IntStream.range(0, 11)
						.mapToObj((index) -> manager
							.sendMessage((send) -> send.queueUrl(this.queue).messageBody("body " + index)))
						.toList());
			for (CompletableFuture<SendMessageResponse> future : sent) {
				future.get(10, TimeUnit.SECONDS);
			}
			assertThat(this.sqsTracing.trace(manager)).isSameAs(manager);
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(receiveOne().messageAttributes()).containsKey("traceparent");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasSpanCount(12));
		assertThat(this.recorder.traces().get(0).root().children("send " + this.name)).hasSize(11);
	}

	@Test
	void futureEndsWhateverTracingDoes() {
		CompletableFuture<String> source = new CompletableFuture<>();
		CompletableFuture<String> future = ContextFuture.of(source, (value, failure) -> {
			throw new NoSuchMethodError();
		});
		source.complete("done");
		assertThat(future).isCompletedWithValue("done");
	}

	@Test
	void contextDoesNotStayOnThreads() {
		within("sender", () -> this.client.sendMessage((send) -> send.queueUrl(this.queue).messageBody("1"))).join();
		assertThat(Context.current()).isSameAs(Context.root());
		assertThat(this.client.listQueues().thenApply((queues) -> Context.current() == Context.root()).join()).isTrue();
	}

	private <T> T within(String span, Supplier<T> work) {
		Span current = this.tracer.spanBuilder(span).startSpan();
		try (Scope scope = current.makeCurrent()) {
			return work.get();
		}
		finally {
			current.end();
		}
	}

	private SpanContext root(String root) {
		return this.recorder.traces()
			.stream()
			.map((trace) -> trace.find(root))
			.flatMap(Optional::stream)
			.findFirst()
			.orElseThrow()
			.context();
	}

	private Message receiveOne() throws Exception {
		return this.client
			.receiveMessage((receive) -> receive.queueUrl(this.queue).maxNumberOfMessages(1).waitTimeSeconds(1))
			.get(10, TimeUnit.SECONDS)
			.messages()
			.get(0);
	}

}
