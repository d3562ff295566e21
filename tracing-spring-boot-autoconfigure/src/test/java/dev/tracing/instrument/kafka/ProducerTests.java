package dev.tracing.instrument.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.requestreply.ReplyingKafkaTemplate;
import org.springframework.messaging.handler.annotation.SendTo;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TracingProducer}.
 */
@SuppressWarnings("try")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProducerTests {

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private ConfigurableApplicationContext context;

	private Tracer tracer;

	private KafkaTemplate<String, String> template;

	private KafkaTemplate<String, String> transactional;

	@BeforeAll
	@SuppressWarnings("unchecked")
	void start() {
		TestBroker.create(1, "sent", "internal.sent", "question", "replies");
		this.context = KafkaApplication.start(this.recorder, Templates.class, "tracing.kafka.exclude=internal.*",
				"tracing.kafka.capture-key=true");
		this.tracer = this.context.getBean(Tracer.class);
		this.template = this.context.getBean("template", KafkaTemplate.class);
		this.transactional = this.context.getBean("transactional", KafkaTemplate.class);
		KafkaContainers.awaitAssignment(this.context);
	}

	@AfterAll
	void stop() {
		assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
		this.context.close();
	}

	@Test
	void sendIsSpanWhoseContextGoesWithTheRecord() throws Exception {
		ProducerRecord<String, String> record = new ProducerRecord<>("sent", "key", "value");
		this.template.send(record).get();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("send sent",
				(span) -> span.isProducer()
					.hasNoError()
					.hasAttribute("messaging.kafka.message.key", "key")
					.hasNoAttribute("messaging.kafka.message.tombstone")));
		assertThat(header(record, "traceparent")).containsExactly(traceparentOf(0));
	}

	@Test
	void recordWithoutValueIsTombstone() throws Exception {
		this.template.send("sent", "key", null).get();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("send sent",
				(span) -> span.hasAttribute("messaging.kafka.message.tombstone", true)));
	}

	@Test
	void headersAreReplacedWhenRecordIsSentAgain() throws Exception {
		ProducerRecord<String, String> record = new ProducerRecord<>("sent", "value");
		record.headers()
			.add("traceparent",
					"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(StandardCharsets.UTF_8))
			.add("traceparent", "nonsense".getBytes(StandardCharsets.UTF_8))
			.add("baggage", "old=1".getBytes(StandardCharsets.UTF_8))
			.add("other", new byte[] { 1 });
		Span current = this.tracer.spanBuilder("again").startSpan();
		try (Scope scope = current.makeCurrent()) {
			this.template.send(record).get();
		}
		current.end();
		assertThat(header(record, "traceparent")).containsExactly(traceparentOf(0));
		assertThat(header(record, "baggage")).isEmpty();
		assertThat(header(record, "other")).hasSize(1);
	}

	@Test
	void recordThatCannotBeChangedIsSentAsCopy() throws Exception {
		ProducerRecord<String, String> record = new ProducerRecord<>("sent", "value");
		try (Producer<String, String> producer = producer()) {
			producer.send(record).get(10, TimeUnit.SECONDS);
			List<String> first = header(record, "traceparent");
			producer.send(record).get(10, TimeUnit.SECONDS);
			assertThat(header(record, "traceparent")).isEqualTo(first);
		}
		assertThat(this.recorder).hasTraceCount(2).hasSpanCount(2);
	}

	@Test
	void recordThatIsPassedOnOutsideOfSpansStaysInItsTrace() throws Exception {
		ProducerRecord<String, String> record = new ProducerRecord<>("sent", "value");
		record.headers()
			.add("traceparent",
					"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(StandardCharsets.UTF_8));
		this.template.send(record).get();
		assertThat(this.recorder)
			.hasSingleTrace((trace) -> trace.continues("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"));
	}

	@Test
	void failureOfSerializerIsError() {
		KafkaTemplate<Object, Object> any = new KafkaTemplate<>(unchecked(this.template.getProducerFactory()));
		assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> any.send("sent", 5));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("send sent",
				(span) -> span.hasError(SerializationException.class).hasException(SerializationException.class)));
	}

	@Test
	void recordThatBrokerRefusesIsError() {
		TestBroker.create(new NewTopic("small", 1, (short) 1).configs(Map.of("max.message.bytes", "200")));
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.template.send("small", "x".repeat(500)).get())
			.havingRootCause()
			.isInstanceOf(RecordTooLargeException.class);
		assertThat(this.recorder).hasSingleTrace(
				(trace) -> trace.hasRoot("send small", (span) -> span.hasError(RecordTooLargeException.class)));
	}

	@Test
	void recordThatIsNotEvenSentIsError() {
		assertThatExceptionOfType(KafkaException.class)
			.isThrownBy(() -> this.template.send("sent", "x".repeat(2_000_000)))
			.havingRootCause()
			.isInstanceOf(RecordTooLargeException.class);
		assertThat(this.recorder)
			.hasSingleTrace((trace) -> trace.hasRoot("send sent", (span) -> span.hasError(RecordTooLargeException.class)
				.hasNoAttribute("messaging.destination.partition.id")));
	}

	@Test
	void brokerThatIsDownIsError() {
		DefaultKafkaProducerFactory<String, String> factory = new DefaultKafkaProducerFactory<>(
				Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:9", ProducerConfig.MAX_BLOCK_MS_CONFIG, 50),
				new StringSerializer(), new StringSerializer());
		try (Producer<String, String> producer = this.context.getBean(KafkaTracing.class)
			.trace(factory.createProducer())) {
			producer.send(new ProducerRecord<>("sent", "value"), (metadata, exception) -> {
			});
		}
		finally {
			factory.destroy();
		}
		assertThat(this.recorder)
			.hasSingleTrace((trace) -> trace.hasRoot("send sent", (span) -> span.hasError(TimeoutException.class)));
	}

	@Test
	void callbackRunsInContextOfSender() throws Exception {
		Span current = this.tracer.spanBuilder("sender").startSpan();
		try (Scope scope = current.makeCurrent(); Producer<String, String> producer = producer()) {
			producer
				.send(new ProducerRecord<>("sent", "value"),
						(metadata, exception) -> this.tracer.spanBuilder("callback").startSpan().end())
				.get(10, TimeUnit.SECONDS);
		}
		current.end();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				sender
				  send sent [PRODUCER]
				  callback
				"""));
	}

	@Test
	void excludedTopicIsLeftAlone() throws Exception {
		ProducerRecord<String, String> record = new ProducerRecord<>("internal.sent", "value");
		this.template.send(record).get();
		assertThat(this.recorder).hasNoSpans();
		assertThat(header(record, "traceparent")).isEmpty();
	}

	@Test
	void commitIsVisible() {
		Span current = this.tracer.spanBuilder("order").startSpan();
		try (Scope scope = current.makeCurrent()) {
			this.transactional.executeInTransaction((operations) -> operations.send("sent", "value"));
		}
		current.end();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTreeInAnyOrder("""
				order
				  send sent [PRODUCER]
				  commit transaction [CLIENT]
				""").hasNoErrors());
	}

	@Test
	void abortIsVisible() {
		Span current = this.tracer.spanBuilder("order").startSpan();
		try (Scope scope = current.makeCurrent()) {
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> this.transactional.executeInTransaction((operations) -> {
					operations.send("sent", "value");
					throw new IllegalStateException("changed my mind");
				}));
		}
		current.end();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTreeInAnyOrder("""
				order
				  send sent [PRODUCER]
				  abort transaction [CLIENT]
				"""));
	}

	@Test
	void requestAndReplyAreOneTrace() throws Exception {
		Span current = this.tracer.spanBuilder("asker").startSpan();
		try (Scope scope = current.makeCurrent()) {
			@SuppressWarnings("unchecked")
			ReplyingKafkaTemplate<String, String, String> replying = this.context.getBean(ReplyingKafkaTemplate.class);
			assertThat(replying.waitForAssignment(Duration.ofSeconds(30))).isTrue();
			assertThat(
					replying.sendAndReceive(new ProducerRecord<>("question", "who?")).get(30, TimeUnit.SECONDS).value())
				.isEqualTo("re: who?");
		}
		current.end();
		this.recorder.awaitTrace((trace) -> trace.spans().size() == 5);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				asker
				  send question [PRODUCER]
				    process question [CONSUMER]
				      send replies [PRODUCER]
				        process replies [CONSUMER]
				"""));
	}

	@Test
	void producerIsTracedOnce() {
		MockProducer<String, String> mock = new MockProducer<>();
		KafkaTracing kafkaTracing = this.context.getBean(KafkaTracing.class);
		Producer<String, String> traced = kafkaTracing.trace(mock);
		assertThat(traced).isNotSameAs(mock);
		assertThat(kafkaTracing.trace(traced)).isSameAs(traced);
		assertThat(this.template.getProducerFactory().getPostProcessors()).hasSize(1);
	}

	private Producer<String, String> producer() {
		return this.template.getProducerFactory().createProducer();
	}

	@SuppressWarnings("unchecked")
	private static <K, V> ProducerFactory<K, V> unchecked(ProducerFactory<?, ?> factory) {
		return (ProducerFactory<K, V>) factory;
	}

	private static List<String> header(ProducerRecord<?, ?> record, String name) {
		return StreamSupport.stream(record.headers().headers(name).spliterator(), false)
			.map(Header::value)
			.map((value) -> new String(value, StandardCharsets.UTF_8))
			.toList();
	}

	private String traceparentOf(int index) {
		SpanContext span = this.recorder.spans().get(index).getSpanContext();
		return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
	}

	@Configuration(proxyBeanMethods = false)
	static class Templates {

		/**
		 * A template of the application with a factory that is no bean.
		 */
		@Bean
		@Primary
		KafkaTemplate<Object, Object> template() {
			return new KafkaTemplate<>(factory());
		}

		@Bean
		KafkaTemplate<String, String> transactional() {
			DefaultKafkaProducerFactory<String, String> factory = factory();
			factory.setTransactionIdPrefix("tx-");
			return new KafkaTemplate<>(factory);
		}

		private static <T> DefaultKafkaProducerFactory<T, T> factory() {
			return new DefaultKafkaProducerFactory<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
					TestBroker.address(), ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class,
					ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class));
		}

		@Bean
		ReplyingKafkaTemplate<String, String, String> replying(
				ConcurrentMessageListenerContainer<String, String> replies) {
			return new ReplyingKafkaTemplate<>(factory(), replies);
		}

		@Bean
		ConcurrentMessageListenerContainer<String, String> replies(
				ConcurrentKafkaListenerContainerFactory<String, String> containerFactory) {
			ConcurrentMessageListenerContainer<String, String> container = containerFactory.createContainer("replies");
			container.getContainerProperties().setGroupId("replies");
			return container;
		}

		@KafkaListener(topics = "question")
		@SendTo
		String answer(String question) {
			return "re: " + question;
		}

	}

}
