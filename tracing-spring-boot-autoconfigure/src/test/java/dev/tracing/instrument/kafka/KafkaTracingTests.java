package dev.tracing.instrument.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link KafkaTracing} with a consumer that the application polls.
 */
@SuppressWarnings("try")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaTracingTests {

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private ConfigurableApplicationContext context;

	private KafkaTracing kafkaTracing;

	private Tracer tracer;

	private KafkaTemplate<Object, Object> template;

	private String topic = "";

	@BeforeAll
	@SuppressWarnings("unchecked")
	void start() {
		this.context = KafkaApplication.start(this.recorder, Nothing.class);
		this.kafkaTracing = this.context.getBean(KafkaTracing.class);
		this.tracer = this.context.getBean(Tracer.class);
		this.template = this.context.getBean(KafkaTemplate.class);
	}

	@AfterAll
	void stop() {
		assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
		this.context.close();
	}

	@Test
	void handlerRunsInSpanOfRecord() throws Exception {
		try (Polled polled = poll("one")) {
			for (ConsumerRecord<String, String> record : polled.records()) {
				this.kafkaTracing.process(polled.consumer(), record,
						(order) -> this.tracer.spanBuilder("work on " + order.value()).startSpan().end());
			}
		}
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				    work on one
				""".formatted(this.topic)));
		assertThat(this.recorder.traces().get(0).find("process " + this.topic))
			.hasValueSatisfying((span) -> assertThat(span).hasAttribute("messaging.consumer.group.name", "polling"));
	}

	@Test
	void recordThatIsProcessedWithinSpanIsLinkedToIt() throws Exception {
		Span job = this.tracer.spanBuilder("job").startSpan();
		try (Polled polled = poll("one"); Scope scope = job.makeCurrent()) {
			for (ConsumerRecord<String, String> record : polled.records()) {
				this.kafkaTracing.process(polled.consumer(), record, (order) -> {
				});
			}
		}
		finally {
			job.end();
		}
		assertThat(this.recorder).hasTraceSatisfying((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				""".formatted(this.topic))
			.hasSpan("process " + this.topic, (span) -> span.hasLink(job.getSpanContext())));
	}

	@Test
	void exceptionOfHandlerIsErrorAndReachesTheApplication() {
		try (Polled polled = poll("one")) {
			assertThatIOException().isThrownBy(
					() -> this.kafkaTracing.process(polled.consumer(), polled.records().iterator().next(), (record) -> {
						throw new IOException("no luck");
					}));
		}
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasSpan("process " + this.topic,
				(span) -> span.hasError(IOException.class).hasException(IOException.class, "no luck")));
	}

	@Test
	void batchIsOneSpan() throws Exception {
		try (Polled polled = poll("one", "two")) {
			this.kafkaTracing.processBatch(polled.consumer(), polled.records(),
					(records) -> this.tracer.spanBuilder("work on " + records.count()).startSpan().end());
		}
		assertThat(this.recorder).hasTraceCount(3)
			.hasTraceSatisfying((trace) -> trace.hasTree("process " + this.topic + " [CONSUMER]\n  work on 2"));
		assertThat(this.recorder.spans()).filteredOn((span) -> span.getName().startsWith("process"))
			.singleElement()
			.satisfies((span) -> assertThat(span.getLinks()).hasSize(2));
	}

	@Test
	void emptyBatchIsNoSpan() throws Exception {
		try (Polled polled = poll()) {
			this.kafkaTracing.processBatch(polled.consumer(), ConsumerRecords.empty(),
					(records) -> assertThat(records).isEmpty());
		}
		assertThat(this.recorder).hasNoSpans();
	}

	private Polled poll(String... values) {
		this.topic = "polled-" + UUID.randomUUID();
		TestBroker.create(1, this.topic);
		for (String value : values) {
			this.template.send(this.topic, value).join();
		}
		Consumer<String, String> consumer = new KafkaConsumer<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
				TestBroker.address(), ConsumerConfig.GROUP_ID_CONFIG, "polling"), new StringDeserializer(),
				new StringDeserializer());
		TopicPartition partition = new TopicPartition(this.topic, 0);
		consumer.assign(List.of(partition));
		consumer.seekToBeginning(List.of(partition));
		ConsumerRecords<String, String> records = ConsumerRecords.empty();
		while (records.count() < values.length) {
			records = consumer.poll(Duration.ofSeconds(10));
		}
		return new Polled(consumer, records);
	}

	private record Polled(Consumer<String, String> consumer,
			ConsumerRecords<String, String> records) implements AutoCloseable {

		@Override
		public void close() {
			this.consumer.close();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
