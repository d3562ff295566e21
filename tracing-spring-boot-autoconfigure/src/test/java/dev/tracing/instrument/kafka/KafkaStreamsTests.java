package dev.tracing.instrument.kafka;

import java.nio.file.Path;
import java.time.Duration;

import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafkaStreams;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a trace goes on behind Kafka Streams, which hands headers on and is not
 * traced itself.
 */
class KafkaStreamsTests {

	private final TraceRecorder recorder = new TraceRecorder(Duration.ofSeconds(60));

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	@Test
	@SuppressWarnings("unchecked")
	void recordBehindStreamBelongsToTraceOfSender(@TempDir Path state) {
		TestBroker.create(1, "stream-in", "stream-out");
		try (ConfigurableApplicationContext context = KafkaApplication.start(this.recorder, Streams.class,
				"spring.kafka.streams.application-id=streams", "spring.kafka.streams.state-dir=" + state,
				"spring.kafka.streams.properties.default.key.serde=org.apache.kafka.common.serialization.Serdes$StringSerde",
				"spring.kafka.streams.properties.default.value.serde=org.apache.kafka.common.serialization.Serdes$StringSerde",
				"spring.kafka.streams.replication-factor=1")) {
			KafkaContainers.awaitAssignment(context);
			KafkaTemplate<Object, Object> template = context.getBean(KafkaTemplate.class);
			template.send("stream-in", "hello").join();
			this.recorder.awaitTrace((trace) -> trace.spans().size() == 2);
			assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
					send stream-in [PRODUCER]
					  process stream-out [CONSUMER]
					"""));
			assertThat(context.getBean(TracingFaults.class).count()).isZero();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableKafkaStreams
	static class Streams {

		@Bean
		KStream<String, String> stream(StreamsBuilder builder) {
			KStream<String, String> stream = builder.stream("stream-in");
			stream.mapValues((value) -> value + "!").to("stream-out");
			return stream;
		}

		@KafkaListener(topics = "stream-out")
		void listen(String value) {
		}

	}

}
