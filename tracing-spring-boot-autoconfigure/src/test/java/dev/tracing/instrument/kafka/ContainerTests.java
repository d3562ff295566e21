package dev.tracing.instrument.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultAfterRollbackProcessor;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.transaction.KafkaTransactionManager;
import org.springframework.util.backoff.FixedBackOff;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TracingRecordInterceptor} in containers of other kinds: with
 * transactions, with several threads, made by hand.
 */
@SuppressWarnings("try")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerTests {

	private final TraceRecorder recorder = new TraceRecorder(Duration.ofSeconds(20));

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private ConfigurableApplicationContext context;

	private Tracer tracer;

	private KafkaTemplate<Object, Object> template;

	@BeforeAll
	@SuppressWarnings("unchecked")
	void start() {
		TestBroker.create(1, "tx-early", "tx-late", "tx-batch", "tx-out", "tx-dlt", "by-hand", "fatal", "excluded.in");
		TestBroker.create(3, "concurrent");
		this.context = KafkaApplication.start(this.recorder, Containers.class, "tracing.kafka.exclude=excluded.*");
		this.tracer = this.context.getBean(Tracer.class);
		this.template = this.context.getBean("template", KafkaTemplate.class);
		KafkaContainers.awaitAssignment(this.context);
	}

	@AfterAll
	void stop() {
		assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
		this.context.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tx-early", "tx-late" })
	void transactionOfListenerIsInItsTrace(String topic) {
		send(topic, "good");
		this.recorder.awaitTrace((trace) -> trace.spans().size() == 5);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTreeInAnyOrder("""
				order
				  send %1$s [PRODUCER]
				    process %1$s [CONSUMER]
				      send tx-out [PRODUCER]
				      commit transaction [CLIENT]
				""".formatted(topic)).hasNoErrors());
	}

	@ParameterizedTest
	@ValueSource(strings = { "tx-early", "tx-late" })
	void transactionThatIsRolledBackIsError(String topic) {
		send(topic, "bad");
		await().atMost(Duration.ofSeconds(20))
			.until(() -> this.recorder.spans().stream().anyMatch((span) -> span.getName().equals("send tx-dlt")));
		this.recorder.awaitQuiet();
		assertThat(this.recorder).hasSingleTrace((trace) -> {
			trace.hasNoOrphans();
			trace.hasSpan("process " + topic, (span) -> span.hasError(IllegalStateException.class)
				.hasException(IllegalStateException.class, "no luck"));
			trace.hasSpan("abort transaction");
		});
		assertThat(this.recorder.traces().get(0).spans("process " + topic)).hasSize(2);
		assertThat(this.recorder.traces().get(0).find("send tx-dlt").orElseThrow().parent().orElseThrow().name())
			.isEqualTo("process " + topic);
	}

	@Test
	void batchThatInterceptorEmptiesIsNoErrorInTransaction() {
		send("tx-batch", "none");
		this.recorder.awaitTrace((trace) -> trace.find("process tx-batch").isPresent());
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasSpan("process tx-batch").hasNoErrors());
	}

	@Test
	void everyAttemptOfBatchIsSpanInTransaction() {
		send("tx-batch", "bad");
		await().atMost(Duration.ofSeconds(20))
			.until(() -> this.recorder.spans()
				.stream()
				.anyMatch((span) -> span.getName().equals("commit transaction")));
		this.recorder.awaitQuiet();
		assertThat(this.recorder).hasSingleTrace(
				(trace) -> trace.hasSpan("process tx-batch", (span) -> span.hasError(IllegalStateException.class)));
		assertThat(this.recorder.traces().get(0).spans("process tx-batch")).hasSize(2);
	}

	@Test
	void eachOfManyRecordsOnSeveralThreadsStaysInItsTrace() {
		int count = 300;
		IntStream.range(0, count).parallel().forEach((i) -> {
			Span span = this.tracer.spanBuilder("order " + i).startSpan();
			try (Scope scope = span.makeCurrent()) {
				this.template.send("concurrent", i % 3, null, Integer.toString(i));
			}
			span.end();
		});
		await().atMost(Duration.ofSeconds(30)).until(() -> this.recorder.spans().size() == 4 * count);
		assertThat(this.recorder).hasTraceCount(count);
		assertThat(this.recorder.traces()).allSatisfy((trace) -> {
			String number = trace.root().name().substring("order ".length());
			assertThat(trace).hasTree("""
					order %1$s
					  send concurrent [PRODUCER]
					    process concurrent [CONSUMER]
					      work %1$s
					""".formatted(number));
		});
	}

	@Test
	void containerMadeByHandIsTraced() {
		send("by-hand", "good");
		this.recorder.awaitTrace((trace) -> trace.spans().size() == 3);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				order
				  send by-hand [PRODUCER]
				    process by-hand [CONSUMER]
				""").hasNoErrors());
	}

	@Test
	void failureOfListenerMadeByHandIsError() {
		send("by-hand", "bad");
		this.recorder.awaitTrace((trace) -> trace.spans().size() == 3);
		assertThat(this.recorder).hasSingleTrace(
				(trace) -> trace.hasSpan("process by-hand", (span) -> span.hasError(IllegalStateException.class)));
	}

	@Test
	void errorThatStopsContainerEndsSpan() {
		send("fatal", "bad");
		this.recorder.awaitTrace((trace) -> trace.spans().size() == 3);
		assertThat(this.recorder).hasSingleTrace(
				(trace) -> trace.hasSpan("process fatal", (span) -> span.hasError(StackOverflowError.class)));
	}

	@Test
	void excludedTopicIsNotTracedNorWhatItsListenerDoes() {
		send("excluded.in", "quiet");
		await().atMost(Duration.ofSeconds(20))
			.until(() -> this.context.getBean(Containers.class).received.contains("quiet"));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("order"));
	}

	private void send(String topic, String value) {
		Span span = this.tracer.spanBuilder("order").startSpan();
		try (Scope scope = span.makeCurrent()) {
			this.template.send(topic, value).join();
		}
		span.end();
	}

	@Configuration(proxyBeanMethods = false)
	static class Containers {

		private final Queue<String> received = new ConcurrentLinkedQueue<>();

		private final Tracer tracer;

		private final BeanFactory beanFactory;

		Containers(Tracer tracer, BeanFactory beanFactory) {
			this.tracer = tracer;
			this.beanFactory = beanFactory;
		}

		@Bean
		static KafkaTemplate<Object, Object> template() {
			return new KafkaTemplate<>(producers());
		}

		private static DefaultKafkaProducerFactory<Object, Object> producers() {
			return new DefaultKafkaProducerFactory<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
					TestBroker.address(), ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class,
					ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class));
		}

		@Bean
		static ProducerFactory<Object, Object> transactionalProducers() {
			DefaultKafkaProducerFactory<Object, Object> factory = producers();
			factory.setTransactionIdPrefix("containers-");
			return factory;
		}

		@Bean
		static KafkaTemplate<Object, Object> transactionalTemplate(
				ProducerFactory<Object, Object> transactionalProducers) {
			return new KafkaTemplate<>(transactionalProducers);
		}

		@Bean
		static ConcurrentKafkaListenerContainerFactory<Object, Object> early(
				ConsumerFactory<Object, Object> consumerFactory, ProducerFactory<Object, Object> transactionalProducers,
				KafkaTemplate<Object, Object> transactionalTemplate) {
			return transactional(consumerFactory, transactionalProducers, transactionalTemplate, true);
		}

		@Bean
		static ConcurrentKafkaListenerContainerFactory<Object, Object> late(
				ConsumerFactory<Object, Object> consumerFactory, ProducerFactory<Object, Object> transactionalProducers,
				KafkaTemplate<Object, Object> transactionalTemplate) {
			return transactional(consumerFactory, transactionalProducers, transactionalTemplate, false);
		}

		private static ConcurrentKafkaListenerContainerFactory<Object, Object> transactional(
				ConsumerFactory<Object, Object> consumers, ProducerFactory<Object, Object> producers,
				KafkaTemplate<Object, Object> template, boolean interceptBeforeTransaction) {
			ConcurrentKafkaListenerContainerFactory<Object, Object> factory = new ConcurrentKafkaListenerContainerFactory<>();
			factory.setConsumerFactory(consumers);
			factory.getContainerProperties().setKafkaAwareTransactionManager(new KafkaTransactionManager<>(producers));
			factory.setAfterRollbackProcessor(new DefaultAfterRollbackProcessor<>(
					new DeadLetterPublishingRecoverer(template, (record, ex) -> new TopicPartition("tx-dlt", 0)),
					new FixedBackOff(0, 1), template, true));
			factory.setContainerCustomizer((container) -> container.setInterceptBeforeTx(interceptBeforeTransaction));
			return factory;
		}

		@Bean
		static ConcurrentKafkaListenerContainerFactory<Object, Object> batches(
				ConsumerFactory<Object, Object> consumerFactory, ProducerFactory<Object, Object> transactionalProducers,
				KafkaTemplate<Object, Object> transactionalTemplate) {
			ConcurrentKafkaListenerContainerFactory<Object, Object> factory = transactional(consumerFactory,
					transactionalProducers, transactionalTemplate, true);
			factory.setBatchListener(true);
			factory.setBatchInterceptor((records, consumer) -> "none".equals(records.iterator().next().value())
					? ConsumerRecords.empty() : records);
			factory
				.setCommonErrorHandler(new DefaultErrorHandler(new DeadLetterPublishingRecoverer(transactionalTemplate,
						(record, ex) -> new TopicPartition("tx-dlt", 0)), new FixedBackOff(0, 1)));
			return factory;
		}

		@KafkaListener(topics = "tx-batch", containerFactory = "batches")
		void batch(List<String> values) {
			values.forEach(this::process);
		}

		@KafkaListener(topics = "tx-early", containerFactory = "early")
		void early(String value) {
			process(value);
			passOn(value);
		}

		@KafkaListener(topics = "tx-late", containerFactory = "late")
		void late(String value) {
			process(value);
			passOn(value);
		}

		@SuppressWarnings("unchecked")
		private void passOn(String value) {
			this.beanFactory.getBean("transactionalTemplate", KafkaTemplate.class).send("tx-out", value);
		}

		private void process(String value) {
			this.received.add(value);
			if (value.equals("bad")) {
				throw new IllegalStateException("no luck");
			}
		}

		@KafkaListener(topics = "concurrent", concurrency = "3")
		void concurrent(String value) {
			this.tracer.spanBuilder("work " + value).startSpan().end();
		}

		@KafkaListener(topics = "excluded.in")
		void excluded(String value) {
			this.tracer.spanBuilder("work").startSpan().end();
			this.received.add(value);
		}

		@KafkaListener(topics = "fatal")
		void fatal(String value) {
			throw new StackOverflowError("no more room");
		}

		@Bean
		ConcurrentMessageListenerContainer<String, String> byHand() {
			Map<String, Object> properties = new HashMap<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
					TestBroker.address(), ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
			ContainerProperties container = new ContainerProperties("by-hand");
			container.setGroupId("by-hand");
			container.setMessageListener((MessageListener<String, String>) this::byHand);
			ConcurrentMessageListenerContainer<String, String> byHand = new ConcurrentMessageListenerContainer<>(
					new DefaultKafkaConsumerFactory<>(properties, new StringDeserializer(), new StringDeserializer()),
					container);
			byHand.setCommonErrorHandler(new DefaultErrorHandler(new FixedBackOff(0, 0)));
			return byHand;
		}

		private void byHand(ConsumerRecord<String, String> record) {
			process(record.value());
		}

	}

}
