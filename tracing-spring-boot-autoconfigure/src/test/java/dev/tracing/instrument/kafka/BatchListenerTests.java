package dev.tracing.instrument.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchInterceptor;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TracingBatchInterceptor}, where Spring for Apache Kafka observes the
 * records of batches or not.
 */
@ParameterizedClass(name = "observed: {0}")
@ValueSource(booleans = { false, true })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchListenerTests {

	private static final String[] TOPICS = { "batch", "batch-failing", "batch-failing-dlt", "batch-skipped",
			"batch-other" };

	private final TraceRecorder recorder = new TraceRecorder(Duration.ofSeconds(20));

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	@Parameter
	private boolean observed;

	private ConfigurableApplicationContext context;

	private KafkaTemplate<Object, Object> template;

	@BeforeParameterizedClassInvocation
	@SuppressWarnings("unchecked")
	void start() {
		TestBroker.create(1, TOPICS);
		this.context = KafkaApplication.start(this.recorder, Batches.class, "spring.kafka.listener.type=batch",
				"spring.kafka.consumer.group-id=batches-" + this.observed,
				"spring.kafka.consumer.auto-offset-reset=latest", "spring.kafka.producer.properties.linger.ms=100",
				"spring.kafka.listener.observation-enabled=" + this.observed);
		this.context.getBean(KafkaListenerEndpointRegistry.class)
			.getAllListenerContainers()
			.forEach((container) -> container.getContainerProperties().setRecordObservationsInBatch(this.observed));
		this.template = this.context.getBean(KafkaTemplate.class);
		KafkaContainers.awaitAssignment(this.context);
	}

	@AfterParameterizedClassInvocation
	void stop() {
		assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
		this.context.close();
	}

	@Test
	void batchIsOneSpanWithLinkToEachRecord() {
		sendAtOnce("batch", "one", "two", "three");
		SpanData batch = awaitSpan("process batch");
		List<SpanData> sends = spans("send batch");
		assertThat(batch.getKind()).isEqualTo(SpanKind.CONSUMER);
		assertThat(batch.getParentSpanContext().isValid()).isFalse();
		assertThat(batch.getAttributes().get(AttributeKey.longKey("messaging.batch.message_count"))).isEqualTo(3);
		assertThat(batch.getAttributes().get(AttributeKey.stringKey("messaging.destination.name"))).isEqualTo("batch");
		assertThat(batch.getAttributes().get(AttributeKey.longKey("tracing.messaging.queue_time_ms")))
			.isGreaterThanOrEqualTo(0);
		assertThat(batch.getLinks()).extracting((link) -> link.getSpanContext().getSpanId())
			.containsExactlyElementsOf(sends.stream().map(SpanData::getSpanId).toList());
		assertThat(batch.getLinks())
			.allSatisfy((link) -> assertThat(
					link.getAttributes().get(AttributeKey.stringKey("messaging.destination.partition.id")))
				.isEqualTo("0"))
			.extracting(BatchListenerTests::offsetOf)
			.isSorted()
			.doesNotHaveDuplicates();
		assertThat(spans("work")).singleElement()
			.satisfies((work) -> assertThat(work.getParentSpanId()).isEqualTo(batch.getSpanId()));
		assertThat(this.recorder.spans()).filteredOn((span) -> span.getKind() == SpanKind.CONSUMER).hasSize(1);
	}

	private static Long offsetOf(LinkData link) {
		return link.getAttributes().get(AttributeKey.longKey("messaging.kafka.offset"));
	}

	@Test
	void batchOfOneContinuesTraceOfRecord() {
		sendAtOnce("batch", "single");
		SpanData batch = awaitSpan("process batch");
		assertThat(batch.getParentSpanId()).isEqualTo(spans("send batch").get(0).getSpanId());
		assertThat(batch.getLinks()).isEmpty();
	}

	@Test
	void everyAttemptIsSpanAndDeadLettersStayInTheirTraces() {
		sendAtOnce("batch-failing", "good", "bad");
		await().atMost(Duration.ofSeconds(20)).until(() -> spans("bury").size() == 1);
		this.recorder.awaitQuiet();
		assertThat(spans("process batch-failing")).hasSize(2)
			.allSatisfy((span) -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
		SpanData bad = spans("send batch-failing").get(1);
		assertThat(spans("send batch-failing-dlt")).singleElement()
			.satisfies((letter) -> assertThat(letter.getTraceId()).isEqualTo(bad.getTraceId()));
		assertThat(spans("bury").get(0).getTraceId()).isEqualTo(bad.getTraceId());
	}

	@Test
	void skippedBatchIsNoError() {
		sendAtOnce("batch-skipped", "one", "two");
		assertThat(awaitSpan("process batch-skipped").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
		sendAtOnce("batch", "after");
		awaitSpan("process batch");
		assertThat(this.context.getBean(Batches.class).intercepted.get()).isGreaterThanOrEqualTo(2);
	}

	@Test
	void recordsOfOthersNeverFailBatch() throws Exception {
		try (PlainProducer producer = new PlainProducer()) {
			for (byte[] value : new byte[][] { {}, new byte[100_000], { -1, 0 } }) {
				ProducerRecord<String, String> record = new ProducerRecord<>("batch", "hello");
				record.headers().add("traceparent", value).add("baggage", value);
				producer.send(record);
			}
		}
		assertThat(awaitSpan("process batch").getLinks()).isEmpty();
	}

	/**
	 * Sends records such that they arrive as one batch.
	 */
	private void sendAtOnce(String topic, String... values) {
		CompletableFuture.allOf(
				Stream.of(values).map((value) -> this.template.send(topic, value)).toArray(CompletableFuture<?>[]::new))
			.join();
	}

	private SpanData awaitSpan(String name) {
		await().atMost(Duration.ofSeconds(20)).until(() -> !spans(name).isEmpty());
		this.recorder.awaitQuiet();
		return spans(name).get(0);
	}

	private List<SpanData> spans(String name) {
		return this.recorder.spans().stream().filter((span) -> span.getName().equals(name)).toList();
	}

	@Configuration(proxyBeanMethods = false)
	static class Batches implements BatchInterceptor<Object, Object> {

		private final AtomicInteger intercepted = new AtomicInteger();

		private final Tracer tracer;

		Batches(Tracer tracer) {
			this.tracer = tracer;
		}

		@Bean
		static CommonErrorHandler errorHandler(KafkaOperations<Object, Object> template) {
			return new DefaultErrorHandler(new DeadLetterPublishingRecoverer(template), new FixedBackOff(0, 1));
		}

		@Override
		public @Nullable ConsumerRecords<Object, Object> intercept(ConsumerRecords<Object, Object> records,
				Consumer<Object, Object> consumer) {
			this.intercepted.incrementAndGet();
			return (records.iterator().next().topic().equals("batch-skipped")) ? null : records;
		}

		@KafkaListener(id = "batch", idIsGroup = false, topics = "batch")
		void batch(List<String> values) {
			this.tracer.spanBuilder("work").startSpan().end();
		}

		@KafkaListener(id = "batch-failing", idIsGroup = false, topics = "batch-failing")
		void failing(List<String> values) {
			if (values.contains("bad")) {
				throw new BatchListenerFailedException("no luck", values.indexOf("bad"));
			}
		}

		@KafkaListener(topics = "batch-failing-dlt")
		void deadLetters(List<String> values) {
			this.tracer.spanBuilder("bury").startSpan().end();
		}

		@KafkaListener(id = "batch-skipped", idIsGroup = false, topics = "batch-skipped")
		void skipped(List<String> values) {
			throw new IllegalStateException("Not skipped");
		}

	}

}
