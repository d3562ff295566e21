package dev.tracing.instrument.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.tracing.instrument.kafka.RecordListenersApplication.CountingAdmin;
import dev.tracing.instrument.kafka.RecordListenersApplication.CountingInterceptor;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.Trace;
import dev.tracing.test.TraceAssert;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TraceSpanAssert;
import dev.tracing.test.TracingExtension;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.serializer.DeserializationException;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TracingRecordInterceptor} with listeners of all kinds, observed by
 * Spring for Apache Kafka or not.
 */
@ParameterizedClass(name = "observed: {0}")
@ValueSource(booleans = { false, true })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordListenerTests {

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	@Parameter
	private boolean observed;

	private ConfigurableApplicationContext context;

	private KafkaTemplate<Object, Object> template;

	@BeforeParameterizedClassInvocation
	void start() {
		TestBroker.create(1, RecordListenersApplication.TOPICS);
		this.context = new SpringApplicationBuilder(RecordListenersApplication.class).web(WebApplicationType.NONE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(TraceRecorder.class,
					() -> this.recorder))
			.properties("spring.main.banner-mode=off", "spring.main.log-startup-info=false",
					"spring.kafka.bootstrap-servers=" + TestBroker.address(),
					"spring.kafka.consumer.group-id=records-" + this.observed,
					"spring.kafka.consumer.auto-offset-reset=latest", "spring.kafka.retry.topic.enabled=false",
					"spring.kafka.listener.observation-enabled=" + this.observed,
					"spring.kafka.template.observation-enabled=" + this.observed,
					"spring.kafka.listener.poll-timeout=100ms", "tracing.sampling.traces-per-second=-1")
			.run();
		this.template = template();
		KafkaContainers.awaitAssignment(this.context);
	}

	@SuppressWarnings("unchecked")
	private KafkaTemplate<Object, Object> template() {
		return this.context.getBean("template", KafkaTemplate.class);
	}

	@AfterParameterizedClassInvocation
	void stop() {
		assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
		this.context.close();
	}

	@Test
	void listenerBelongsToTraceOfSender() {
		send("plain", "hello");
		hasTree("""
				order
				  send plain [PRODUCER]
				    process plain [CONSUMER]
				      work
				""",
				(trace) -> trace
					.hasSpan("send plain",
							(span) -> span.hasNoError()
								.hasAttribute("messaging.system", "kafka")
								.hasAttribute("messaging.operation.name", "send")
								.hasAttribute("messaging.operation.type", "send")
								.hasAttribute("messaging.destination.name", "plain")
								.hasAttribute("messaging.destination.partition.id", "0"))
					.hasSpan("process plain",
							(span) -> span.hasNoError()
								.hasAttribute("messaging.system", "kafka")
								.hasAttribute("messaging.operation.name", "process")
								.hasAttribute("messaging.operation.type", "process")
								.hasAttribute("messaging.destination.name", "plain")
								.hasAttribute("messaging.destination.partition.id", "0")
								.hasAttribute("messaging.consumer.group.name", "records-" + this.observed)
								.hasNoAttribute("messaging.kafka.message.key")));
		assertThat(this.recorder.spans()).filteredOn((span) -> span.getName().equals("process plain"))
			.singleElement()
			.satisfies((span) -> assertThat(span.getAttributes().asMap().toString())
				.contains("tracing.messaging.queue_time_ms", "messaging.kafka.offset", "messaging.client.id"));
	}

	@Test
	void everyAttemptIsSpanAndDeadLetterStaysInTrace() {
		send("failing", "hello");
		hasTree("""
				order
				  send failing [PRODUCER]
				    process failing [CONSUMER]
				    process failing [CONSUMER]
				      send failing-dlt [PRODUCER]
				        process failing-dlt [CONSUMER]
				          bury
				""", (trace) -> trace.hasSpan("process failing", (span) -> span.hasError(IllegalStateException.class)
			.hasException(IllegalStateException.class, "no luck")));
	}

	@Test
	void recordThatCannotBeReadIsError() {
		send("unreadable", "not a number");
		hasTree("""
				order
				  send unreadable [PRODUCER]
				    process unreadable [CONSUMER]
				      send unreadable-dlt [PRODUCER]
				        process unreadable-dlt [CONSUMER]
				          bury
				""", (trace) -> trace.hasSpan("process unreadable",
				(span) -> span.hasError(DeserializationException.class)));
	}

	@Test
	void filteredRecordIsNoError() {
		send("filtered", "unwanted");
		hasTree("""
				order
				  send filtered [PRODUCER]
				    process filtered [CONSUMER]
				""", (trace) -> trace.hasNoErrors());
	}

	@Test
	void skippedRecordIsNoError() {
		CountingInterceptor interceptor = newInterceptor();
		send("intercepted", "skip");
		hasTree("""
				order
				  send intercepted [PRODUCER]
				    process intercepted [CONSUMER]
				""", (trace) -> trace.hasNoErrors());
		this.recorder.clear();
		send("intercepted", "take");
		hasTree("""
				order
				  send intercepted [PRODUCER]
				    process intercepted [CONSUMER]
				      work
				""", (trace) -> trace.hasNoErrors());
		assertThat(interceptor.calls).startsWith("intercept", "success", "after", "intercept", "success");
	}

	@Test
	void exceptionOfInterceptorIsError() {
		CountingInterceptor interceptor = newInterceptor();
		send("intercepted", "throw");
		hasTree("""
				order
				  send intercepted [PRODUCER]
				    process intercepted [CONSUMER]
				    process intercepted [CONSUMER]
				      send intercepted-dlt [PRODUCER]
				        process intercepted-dlt [CONSUMER]
				          bury
				""",
				(trace) -> trace.hasSpan("process intercepted", (span) -> span.hasError(IllegalArgumentException.class)
					.hasException(IllegalArgumentException.class, "not this one")));
		assertThat(interceptor.calls).startsWith("intercept", "failure", "after", "intercept", "failure");
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "mono" })
	void spanEndsWithResultThatComesLater(String topic) {
		send(topic, "hello");
		hasTree("""
				order
				  send %1$s [PRODUCER]
				    process %1$s [CONSUMER]
				""".formatted(topic), (trace) -> trace.hasNoErrors());
		lastsAtLeast("process " + topic, 100);
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "mono" })
	void failureThatComesLaterIsError(String topic) {
		send(topic, "fails");
		Trace trace = this.recorder.awaitTrace(
				(candidate) -> candidate.spans("process " + topic).size() == 2 && candidate.find("bury").isPresent());
		assertThat(trace.spans("process " + topic))
			.allSatisfy((span) -> assertThat(span).hasError(IllegalStateException.class)
				.hasException(IllegalStateException.class, "late"));
		assertThat(trace.roots()).hasSize(1);
		lastsAtLeast("process " + topic, 100);
	}

	@Test
	void retryTopicsStayInTrace() {
		send("retryable", "hello");
		hasTree("""
				order
				  send retryable [PRODUCER]
				    process retryable [CONSUMER]
				      send retryable-retry [PRODUCER]
				        process retryable-retry [CONSUMER]
				          send retryable-dlt [PRODUCER]
				            process retryable-dlt [CONSUMER]
				              bury
				""", (trace) -> trace.hasSpan("process retryable-dlt", TraceSpanAssert::hasNoError));
	}

	@Test
	void exceptionThatErrorHandlerOfListenerRecoversIsNoError() {
		send("recovered", "hello");
		hasTree("""
				order
				  send recovered [PRODUCER]
				    process recovered [CONSUMER]
				""", (trace) -> {
			if (!this.observed) {
				trace.hasSpan("process recovered",
						(span) -> span.hasNoError().hasException(IllegalStateException.class, "no luck"));
			}
		});
	}

	@Test
	void customizerThatReplacesInterceptorReplacesOnlyIts() {
		send("replaced", "hello");
		hasTree("""
				order
				  send replaced [PRODUCER]
				    process replaced [CONSUMER]
				      work
				""", TraceAssert::hasNoErrors);
	}

	@Test
	void acknowledgingListenerBelongsToTrace() {
		send("manual", "hello");
		hasTree("""
				order
				  send manual [PRODUCER]
				    process manual [CONSUMER]
				      work
				""", TraceAssert::hasNoErrors);
	}

	@Test
	void answerBelongsToTrace() {
		send("reply", "hello");
		hasTree("""
				order
				  send reply [PRODUCER]
				    process reply [CONSUMER]
				      send answer [PRODUCER]
				        process answer [CONSUMER]
				          read
				""", TraceAssert::hasNoErrors);
	}

	static Stream<List<byte[]>> badHeaders() {
		return Stream.of(List.of("nonsense".getBytes(StandardCharsets.UTF_8)), List.of(new byte[0]),
				List.of(new byte[100_000]), List.of(new byte[] { -1, -2, 0, 13, 10 }),
				List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(StandardCharsets.UTF_8),
						"00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(StandardCharsets.UTF_8)));
	}

	@ParameterizedTest
	@MethodSource("badHeaders")
	void headersOfOthersNeverFailRecord(List<byte[]> values) throws Exception {
		try (PlainProducer producer = new PlainProducer()) {
			ProducerRecord<String, String> record = new ProducerRecord<>("plain", "hello");
			for (byte[] value : values) {
				record.headers().add("traceparent", value);
				record.headers().add("baggage", value);
				record.headers().add("b3", null);
			}
			producer.send(record);
		}
		this.recorder.awaitTrace((trace) -> trace.spans().size() == 2);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				process plain [CONSUMER]
				  work
				"""));
		if (values.size() == 2) {
			assertThat(this.recorder.traces().get(0).traceId()).isEqualTo("1af7651916cd43dd8448eb211c80319c");
		}
	}

	@Test
	void metersOfListenersAndTemplatesStay() {
		send("plain", "measured");
		this.recorder.awaitTrace((trace) -> trace.spans().size() == 4);
		MeterRegistry registry = this.context.getBean(MeterRegistry.class);
		await().atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(registry.get("spring.kafka.listener").timers()).anySatisfy((timer) -> {
				assertThat(timer.count()).isPositive();
				assertThat(timer.getId().getTag((this.observed) ? "own" : "result")).isNotNull();
			}));
		assertThat(registry.get("spring.kafka.template").timers()).anySatisfy((timer) -> {
			assertThat(timer.count()).isPositive();
			assertThat(timer.getId().getTag((this.observed) ? "messaging.destination.name" : "result")).isNotNull();
		});
	}

	@Test
	void brokerIsAskedForNothing() {
		send("plain", "hello");
		this.recorder.awaitTrace((trace) -> trace.spans().size() == 4);
		if (!this.observed) {
			assertThat(this.context.getBean(CountingAdmin.class).asked).hasValue(0);
		}
	}

	private CountingInterceptor newInterceptor() {
		CountingInterceptor interceptor = this.context.getBean(CountingInterceptor.class);
		interceptor.calls.clear();
		return interceptor;
	}

	private void send(String topic, String value) {
		Span span = this.context.getBean(Tracer.class).spanBuilder("order").startSpan();
		try (Scope ignored = span.makeCurrent()) {
			this.template.send(topic, value);
		}
		finally {
			span.end();
		}
	}

	private void hasTree(String tree, Consumer<TraceAssert> requirements) {
		long spans = tree.lines().count();
		this.recorder.awaitTrace((trace) -> trace.spans().size() >= spans);
		assertThat(this.recorder).hasSingleTrace((trace) -> {
			trace.hasTree(tree);
			requirements.accept(trace);
		});
	}

	private void lastsAtLeast(String name, long millis) {
		assertThat(this.recorder.spans()).filteredOn((span) -> span.getName().equals(name))
			.isNotEmpty()
			.allSatisfy((span) -> assertThat(span.getEndEpochNanos() - span.getStartEpochNanos())
				.isGreaterThan(millis * 1_000_000));
	}

}
