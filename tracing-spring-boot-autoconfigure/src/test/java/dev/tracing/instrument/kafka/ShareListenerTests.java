package dev.tracing.instrument.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.Tracer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ShareKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultShareConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ShareConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.support.ShareAcknowledgment;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracingShareListener}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShareListenerTests {

	private final TraceRecorder recorder = new TraceRecorder(Duration.ofSeconds(30));

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private ConfigurableApplicationContext context;

	private KafkaTemplate<Object, Object> template;

	@BeforeAll
	@SuppressWarnings("unchecked")
	void start() throws Exception {
		TestBroker.create(1, "shared", "shared-manually");
		startAtEarliest("shared-group", "shared-manual-group");
		this.context = KafkaApplication.start(this.recorder, Shares.class);
		this.template = this.context.getBean(KafkaTemplate.class);
	}

	private static void startAtEarliest(String... groups) throws InterruptedException, ExecutionException {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestBroker.address()))) {
			for (String group : groups) {
				admin
					.incrementalAlterConfigs(
							Map.of(new ConfigResource(ConfigResource.Type.GROUP, group),
									List.of(new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"),
											AlterConfigOp.OpType.SET))))
					.all()
					.get();
			}
		}
	}

	@AfterAll
	void stop() {
		assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
		this.context.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "shared", "shared-manually" })
	void listenerBelongsToTraceOfSender(String topic) {
		this.template.send(topic, "hello").join();
		this.recorder.awaitTrace((trace) -> trace.find("work").isPresent());
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send %1$s [PRODUCER]
				  process %1$s [CONSUMER]
				    work
				""".formatted(topic)).hasNoErrors());
	}

	@Test
	void failureIsError() {
		this.template.send("shared", "bad").join();
		this.recorder.awaitTrace((trace) -> trace.find("process shared").isPresent());
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasSpan("process shared",
				(span) -> span.hasError(IllegalStateException.class)
					.hasException(IllegalStateException.class, "no luck")
					.hasAttribute("messaging.consumer.group.name", "shared-group")));
	}

	@Configuration(proxyBeanMethods = false)
	static class Shares {

		private final Tracer tracer;

		Shares(Tracer tracer) {
			this.tracer = tracer;
		}

		@Bean
		static ShareConsumerFactory<String, String> shareConsumers() {
			Map<String, Object> properties = new HashMap<>();
			properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, TestBroker.address());
			properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
			properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
			return new DefaultShareConsumerFactory<>(properties);
		}

		@Bean
		static ShareKafkaListenerContainerFactory<String, String> shares(
				ShareConsumerFactory<String, String> shareConsumers) {
			return new ShareKafkaListenerContainerFactory<>(shareConsumers);
		}

		@Bean
		static ShareKafkaListenerContainerFactory<String, String> manualShares(
				ShareConsumerFactory<String, String> shareConsumers) {
			ShareKafkaListenerContainerFactory<String, String> factory = new ShareKafkaListenerContainerFactory<>(
					shareConsumers);
			factory.getContainerProperties().setShareAckMode(ContainerProperties.ShareAckMode.MANUAL);
			return factory;
		}

		@KafkaListener(topics = "shared", groupId = "shared-group", containerFactory = "shares")
		void shared(String value) {
			if (value.equals("bad")) {
				throw new IllegalStateException("no luck");
			}
			this.tracer.spanBuilder("work").startSpan().end();
		}

		@KafkaListener(topics = "shared-manually", groupId = "shared-manual-group", containerFactory = "manualShares")
		void manually(String value, ShareAcknowledgment acknowledgment) {
			this.tracer.spanBuilder("work").startSpan().end();
			acknowledgment.acknowledge();
		}

	}

}
