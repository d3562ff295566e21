package dev.tracing.instrument.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.observation.ObservationTracingAutoConfiguration;
import io.micrometer.common.KeyValues;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.DltHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaListenerErrorHandler;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.kafka.support.micrometer.KafkaListenerObservationConvention;
import org.springframework.kafka.support.micrometer.KafkaRecordReceiverContext;
import org.springframework.kafka.support.serializer.ErrorHandlingDeserializer;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Listeners of all kinds, each with a topic of its own.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
		ObservationAutoConfiguration.class, KafkaAutoConfiguration.class, TracingAutoConfiguration.class,
		ObservationTracingAutoConfiguration.class, KafkaTracingAutoConfiguration.class })
class RecordListenersApplication {

	static final String[] TOPICS = { "plain", "failing", "failing-dlt", "unreadable", "unreadable-dlt", "filtered",
			"intercepted", "intercepted-dlt", "future", "future-dlt", "mono", "mono-dlt", "retryable", "manual",
			"reply", "answer" };

	@Bean
	Listeners listeners(Tracer tracer) {
		return new Listeners(tracer);
	}

	@Bean
	CountingAdmin admin() {
		return new CountingAdmin();
	}

	@Bean
	KafkaListenerObservationConvention ownConvention() {
		return new OwnConvention();
	}

	@Bean
	CountingInterceptor countingInterceptor() {
		return new CountingInterceptor();
	}

	@Bean
	@Primary
	KafkaTemplate<Object, Object> template(ProducerFactory<Object, Object> producerFactory,
			@Value("${spring.kafka.template.observation-enabled}") boolean observed) {
		KafkaTemplate<Object, Object> template = new KafkaTemplate<>(producerFactory);
		template.setObservationEnabled(observed);
		return template;
	}

	/**
	 * What could not be read is passed on as it came, by a template with a factory that
	 * is no bean.
	 */
	@Bean
	KafkaTemplate<Object, Object> bytesTemplate(ProducerFactory<Object, Object> producerFactory) {
		return new KafkaTemplate<>(producerFactory,
				Map.of(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class));
	}

	@Bean
	CommonErrorHandler errorHandler(KafkaOperations<Object, Object> template,
			@Qualifier("bytesTemplate") KafkaOperations<Object, Object> bytesTemplate) {
		Map<Class<?>, KafkaOperations<?, ?>> templates = new LinkedHashMap<>();
		templates.put(byte[].class, bytesTemplate);
		templates.put(Object.class, template);
		return new DefaultErrorHandler(new DeadLetterPublishingRecoverer(templates), new FixedBackOff(0, 1));
	}

	@Bean
	TaskScheduler taskScheduler() {
		return new ThreadPoolTaskScheduler();
	}

	@Bean
	ConcurrentKafkaListenerContainerFactory<Object, Object> numbers(KafkaConnectionDetails connection,
			CommonErrorHandler errorHandler) {
		Map<String, Object> properties = new HashMap<>();
		properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.getBootstrapServers());
		ConcurrentKafkaListenerContainerFactory<Object, Object> factory = new ConcurrentKafkaListenerContainerFactory<>();
		properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
		properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ErrorHandlingDeserializer.class);
		properties.put(ErrorHandlingDeserializer.VALUE_DESERIALIZER_CLASS, IntegerDeserializer.class);
		factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(properties));
		factory.setCommonErrorHandler(errorHandler);
		return factory;
	}

	@Bean
	ConcurrentKafkaListenerContainerFactory<Object, Object> filtering(ConsumerFactory<Object, Object> consumerFactory) {
		ConcurrentKafkaListenerContainerFactory<Object, Object> factory = new ConcurrentKafkaListenerContainerFactory<>();
		factory.setConsumerFactory(consumerFactory);
		factory.setRecordFilterStrategy((record) -> "unwanted".equals(record.value()));
		return factory;
	}

	@Bean
	ConcurrentKafkaListenerContainerFactory<Object, Object> manually(ConsumerFactory<Object, Object> consumerFactory) {
		ConcurrentKafkaListenerContainerFactory<Object, Object> factory = new ConcurrentKafkaListenerContainerFactory<>();
		factory.setConsumerFactory(consumerFactory);
		factory.getContainerProperties().setAckMode(ContainerProperties.AckMode.MANUAL_IMMEDIATE);
		return factory;
	}

	/**
	 * Containers of this factory have an interceptor of the application instead of the
	 * factory's.
	 */
	@Bean
	ConcurrentKafkaListenerContainerFactory<Object, Object> replacing(ConsumerFactory<Object, Object> consumerFactory,
			CountingInterceptor countingInterceptor) {
		ConcurrentKafkaListenerContainerFactory<Object, Object> factory = new ConcurrentKafkaListenerContainerFactory<>();
		factory.setConsumerFactory(consumerFactory);
		factory.setContainerCustomizer((container) -> container.setRecordInterceptor(countingInterceptor));
		return factory;
	}

	@Bean
	KafkaListenerErrorHandler recovering() {
		return (message, exception) -> "recovered";
	}

	/**
	 * The listeners.
	 */
	static class Listeners {

		private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

		private final Tracer tracer;

		Listeners(Tracer tracer) {
			this.tracer = tracer;
		}

		private void work(String name) {
			this.tracer.spanBuilder(name).startSpan().end();
			logger.info("Working on {}", name);
		}

		@KafkaListener(topics = "plain")
		void plain(String value) {
			work("work");
		}

		@KafkaListener(topics = "failing")
		void failing(String value) {
			throw new IllegalStateException("no luck");
		}

		@KafkaListener(topics = { "failing-dlt", "unreadable-dlt", "intercepted-dlt", "future-dlt", "mono-dlt" })
		void deadLetter(ConsumerRecord<String, ?> record) {
			work("bury");
		}

		@KafkaListener(topics = "unreadable", groupId = "${spring.kafka.consumer.group-id}",
				containerFactory = "numbers")
		void unreadable(Integer value) {
			work("calculate");
		}

		@KafkaListener(topics = "filtered", containerFactory = "filtering")
		void filtered(String value) {
			work("work");
		}

		@KafkaListener(topics = "intercepted")
		void intercepted(String value) {
			work("work");
		}

		@KafkaListener(topics = "future")
		CompletableFuture<String> future(String value) {
			return CompletableFuture.supplyAsync(() -> {
				if (value.equals("fails")) {
					throw new IllegalStateException("late");
				}
				return value;
			}, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
		}

		@KafkaListener(topics = "mono")
		Mono<String> mono(String value) {
			return Mono.delay(Duration.ofMillis(100))
				.flatMap((tick) -> value.equals("fails") ? Mono.error(new IllegalStateException("late"))
						: Mono.just(value));
		}

		@RetryableTopic(kafkaTemplate = "template", attempts = "2", backOff = @BackOff(delay = 1000),
				numPartitions = "1", replicationFactor = "1")
		@KafkaListener(topics = "retryable")
		void retryable(String value) {
			throw new IllegalStateException("no luck");
		}

		@DltHandler
		void afterRetries(String value) {
			work("bury");
		}

		@KafkaListener(topics = "manual", containerFactory = "manually")
		void manual(String value, Acknowledgment acknowledgment) {
			acknowledgment.acknowledge();
			work("work");
		}

		@KafkaListener(topics = "reply")
		@SendTo("answer")
		String reply(String value) {
			return "re: " + value;
		}

		@KafkaListener(topics = "recovered", errorHandler = "recovering")
		void recovered(String value) {
			throw new IllegalStateException("no luck");
		}

		@KafkaListener(id = "replaced", idIsGroup = false, topics = "replaced", containerFactory = "replacing")
		void replaced(String value) {
			work("work");
		}

		@KafkaListener(topics = "answer")
		void answer(String value) {
			work("read");
		}

	}

	/**
	 * Counts who asks for the id of the cluster, which is a call of the broker.
	 */
	static class CountingAdmin extends KafkaAdmin {

		final AtomicInteger asked = new AtomicInteger();

		CountingAdmin() {
			super(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, TestBroker.address()));
		}

		@Override
		public String clusterId() {
			this.asked.incrementAndGet();
			return "cluster";
		}

	}

	/**
	 * A convention of the application, the only one.
	 */
	static class OwnConvention implements KafkaListenerObservationConvention {

		@Override
		public KeyValues getLowCardinalityKeyValues(KafkaRecordReceiverContext context) {
			return KeyValues.of("own", "yes");
		}

	}

	/**
	 * An interceptor of the application, the only one.
	 */
	static class CountingInterceptor implements RecordInterceptor<Object, Object> {

		final Queue<String> calls = new ConcurrentLinkedQueue<>();

		@Override
		public @Nullable ConsumerRecord<Object, Object> intercept(ConsumerRecord<Object, Object> record,
				Consumer<Object, Object> consumer) {
			note("intercept", record);
			if (!record.topic().equals("intercepted")) {
				return record;
			}
			if ("skip".equals(record.value())) {
				return null;
			}
			if ("throw".equals(record.value())) {
				throw new IllegalArgumentException("not this one");
			}
			return record;
		}

		@Override
		public void success(ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
			note("success", record);
		}

		@Override
		public void failure(ConsumerRecord<Object, Object> record, Exception exception,
				Consumer<Object, Object> consumer) {
			note("failure", record);
		}

		@Override
		public void afterRecord(ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
			note("after", record);
		}

		private void note(String call, ConsumerRecord<Object, Object> record) {
			if (record.topic().equals("intercepted")) {
				this.calls.add(
						call + (Span.fromContext(Context.current()).getSpanContext().isValid() ? "" : " without span"));
			}
		}

	}

}
