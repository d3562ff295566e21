package dev.tracing.instrument.sqs.springcloud;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.tracing.instrument.sqs.TestQueues;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.awspring.cloud.sqs.listener.SqsMessageListenerContainer;
import io.awspring.cloud.sqs.operations.SendResult;
import io.awspring.cloud.sqs.operations.SqsTemplate;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for listeners and templates of Spring Cloud AWS, with and without its
 * observations.
 */
@SuppressWarnings("try")
@ParameterizedClass(name = "observed: {0}")
@ValueSource(booleans = { false, true })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenerTests {

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	@Parameter
	boolean observed;

	private ConfigurableApplicationContext context;

	private ListenersApplication application;

	private SqsTemplate template;

	private Tracer tracer;

	@BeforeParameterizedClassInvocation
	void start() {
		this.context = ListenersApplication.start(this.recorder, this.observed);
		this.application = this.context.getBean(ListenersApplication.class);
		this.template = this.context.getBean(SqsTemplate.class);
		this.tracer = this.context.getBean(Tracer.class);
	}

	@AfterParameterizedClassInvocation
	void stop() {
		assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
		this.context.close();
	}

	@Test
	void listenerRunsInSpanOfMessage() throws Exception {
		within("place order", () -> this.template.send(url("single"), "1"));
		this.application.await();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				place order
				  send %1$s [PRODUCER]
				    process %1$s [CONSUMER]
				      work on 1
				""".formatted(name("single")))
			.hasSpan("process " + name("single"),
					(span) -> span.hasNoError()
						.hasAttribute("messaging.system", "aws_sqs")
						.hasAttribute("aws.sqs.queue.url", url("single"))
						.hasAttribute("tracing.sqs.receive_count", 1L)));
	}

	@Test
	void exceptionOfListenerIsError() throws Exception {
		this.template.send(url("failing"), "1");
		this.application.await();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasSpan("process " + name("failing"),
				(span) -> span.hasError(IllegalStateException.class)
					.hasException(IllegalStateException.class, "no 1")));
	}

	@Test
	void exceptionThatIsHandledIsNoErrorAndHandlerWorksInTheTrace() throws Exception {
		this.template.send(url("recovered"), "1");
		assertThat(this.application.await()).isEqualTo("1");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				    send %2$s [PRODUCER]
				      process %2$s [CONSUMER]
				""".formatted(name("recovered"), name("sink")))
			.hasSpan("process " + name("recovered"),
					(span) -> span.hasNoError().hasException(IllegalStateException.class, "no 1")));
	}

	@Test
	void futureOfListenerEndsTheSpan() throws Exception {
		this.template.send(url("async"), "1");
		this.application.await();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				    work on 1
				""".formatted(name("async"))).hasNoErrors());
	}

	@Test
	void futureThatFailsIsError() throws Exception {
		this.template.send(url("asyncfailing"), "1");
		this.application.await();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasSpan("process " + name("asyncfailing"),
				(span) -> span.hasError(IllegalStateException.class)
					.hasException(IllegalStateException.class, "no 1")));
	}

	@Test
	void handlerOfFutureThatFailsWorksInTheTrace() throws Exception {
		this.template.send(url("asyncrecovered"), "1");
		assertThat(this.application.await()).isEqualTo("1");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				    send %2$s [PRODUCER]
				      process %2$s [CONSUMER]
				""".formatted(name("asyncrecovered"), name("sink"))).hasNoErrors());
	}

	@Test
	void interceptorsWorkInTheTrace() throws Exception {
		this.template.send(url("intercepted"), "1");
		this.application.await();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				    before
				    work on 1
				    after
				""".formatted(name("intercepted"))));
	}

	@Test
	void listenerWorksInTheTraceThoughAnInterceptorChangesThreads() throws Exception {
		this.template.send(url("asyncintercepted"), "1");
		this.application.await();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				    work on 1
				""".formatted(name("asyncintercepted"))));
	}

	@Test
	void batchHasOneSpanWithLinksToItsSenders() throws Exception {
		SendResult.Batch<String> sent = within("place orders",
				() -> this.template.sendMany(url("batch"), List.of(message("1"), message("2"), message("3"))));
		assertThat(sent.successful()).hasSize(3);
		Set<String> handled = new HashSet<>();
		while (handled.size() < 3) {
			handled.add(this.application.await());
		}
		assertThat(this.recorder).hasTraceSatisfying((trace) -> trace.hasSpan("place orders")
			.hasSpan("send " + name("batch"),
					(span) -> span.isClient().hasAttribute("messaging.batch.message_count", 3L)));
		List<SpanContext> created = spans("create " + name("batch"));
		assertThat(created).hasSize(3);
		assertThat(this.recorder.traces()
			.stream()
			.flatMap((trace) -> trace.spans().stream())
			.filter((span) -> span.name().equals("process " + name("batch")))
			.flatMap((span) -> (span.parent().isPresent()) ? span.parent().map((parent) -> parent.context()).stream()
					: span.data().getLinks().stream().map((link) -> link.getSpanContext()))
			.map(SpanContext::getSpanId))
			.containsExactlyInAnyOrderElementsOf(created.stream().map(SpanContext::getSpanId).toList());
	}

	@Test
	void exceptionOfBatchListenerIsError() throws Exception {
		this.template.send(url("batchfailing"), "1");
		this.application.await();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasSpan("process " + name("batchfailing"),
				(span) -> span.hasError(IllegalStateException.class)));
	}

	@Test
	void messageThatIsPassedOnWithItsHeadersStaysInTheTrace() throws Exception {
		String old = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
		Span again = this.tracer.spanBuilder("again").startSpan();
		try (Scope scope = again.makeCurrent()) {
			this.template.send(url("sink"),
					MessageBuilder.withPayload("1")
						.setHeader("traceparent", "00-" + again.getSpanContext().getTraceId() + "-b7ad6b7169203331-01")
						.build());
		}
		again.end();
		this.application.await();
		this.template.send(url("sink"), MessageBuilder.withPayload("2").setHeader("traceparent", old).build());
		this.application.await();
		assertThat(this.recorder).hasTraceSatisfying((trace) -> trace.hasTree("""
				again
				  send %1$s [PRODUCER]
				    process %1$s [CONSUMER]
				""".formatted(name("sink"))))
			.hasTraceSatisfying((trace) -> trace.continues("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"));
	}

	@Test
	void listenerThatSendsStaysInTheTrace() throws Exception {
		this.template.send(url("forwarding"), "1");
		this.application.await();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				    send %2$s [PRODUCER]
				      process %2$s [CONSUMER]
				""".formatted(name("forwarding"), name("sink"))));
	}

	@Test
	void templateOfApplicationSendsInContextOfEachCallerFromTheFirstTime() throws Exception {
		String orders = TestQueues.create("fresh");
		SqsTemplate own = SqsTemplate.newTemplate(this.context.getBean(SqsAsyncClient.class));
		CompletableFuture<?> one = within("one", () -> own.sendAsync(TestQueues.nameOf(orders), "1"));
		CompletableFuture<?> two = within("two", () -> own.sendAsync(TestQueues.nameOf(orders), "2"));
		CompletableFuture.allOf(one, two).get(20, TimeUnit.SECONDS);
		for (String sender : List.of("one", "two")) {
			assertThat(this.recorder).hasTraceSatisfying((trace) -> trace.hasTree("""
					%s
					  send %s [PRODUCER]
					""".formatted(sender, TestQueues.nameOf(orders))));
		}
		assertThat(this.recorder).hasTraceCount(2);
	}

	@Test
	void messageThatTemplateReceivesIsProcessedInItsTrace() {
		String orders = TestQueues.create("polled");
		this.template.send(orders, "1");
		Optional<Message<String>> received = this.template.receive(orders, String.class);
		this.context.getBean(SqsMessageTracing.class)
			.process(received.orElseThrow(), (order) -> assertThat(order.getPayload()).isEqualTo("1"));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				""".formatted(TestQueues.nameOf(orders))));
	}

	@Test
	void containerThatIsBeanIsTraced() {
		this.template.send(url("bean"), "1");
		assertThat(this.recorder.awaitTrace((trace) -> trace.find("work on 1").isPresent())).satisfies((trace) -> {
		});
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				    work on 1
				""".formatted(name("bean"))));
	}

	@Test
	void containerIsTracedWhenItStartsAgain() {
		SqsMessageListenerContainer<?> container = this.context.getBean("containerBean",
				SqsMessageListenerContainer.class);
		container.stop();
		container.start();
		this.template.send(url("bean"), "2");
		assertThat(this.recorder.awaitTrace((trace) -> trace.find("work on 2").isPresent())).isNotNull();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				    work on 2
				""".formatted(name("bean"))));
	}

	@Test
	void messagesOfFifoQueueHaveNothingToDoWithEachOther() throws Exception {
		for (String order : List.of("1", "2", "3")) {
			this.template.send((to) -> to.queue(url("ordered.fifo")).payload(order).messageGroupId("all"));
		}
		for (String order : List.of("1", "2", "3")) {
			assertThat(this.application.await()).isEqualTo(order);
		}
		assertThat(this.recorder).hasTraceCount(3)
			.allTracesSatisfy((trace) -> trace.hasRoot("send " + name("ordered.fifo"))
				.hasSpan("process " + name("ordered.fifo"), (span) -> span.hasNoLinks()));
	}

	@Test
	void excludedQueueMakesNoSpans() throws Exception {
		this.template.send(url("internal"), "1");
		this.application.await();
		assertThat(this.recorder).hasNoSpans();
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

	private List<SpanContext> spans(String name) {
		return this.recorder.traces()
			.stream()
			.flatMap((trace) -> trace.spans().stream())
			.filter((span) -> span.name().equals(name))
			.map((span) -> span.context())
			.toList();
	}

	private static Message<String> message(String payload) {
		return MessageBuilder.withPayload(payload).copyHeaders(Map.of()).build();
	}

	private String url(String queue) {
		return this.context.getEnvironment().getRequiredProperty("queue." + queue);
	}

	private String name(String queue) {
		return TestQueues.nameOf(url(queue));
	}

}
