package dev.tracing.instrument.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SendSpans} and {@link ProcessSpans} with a sampler that looks at
 * attributes, and with another format of trace context.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaSamplerTests {

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private ConfigurableApplicationContext context;

	private KafkaTemplate<Object, Object> template;

	@BeforeAll
	@SuppressWarnings("unchecked")
	void start() {
		TestBroker.create(1, "sampled", "dropped");
		this.context = KafkaApplication.start(this.recorder, Sampling.class, "tracing.propagation.inject=b3",
				"tracing.propagation.extract=b3");
		this.template = this.context.getBean(KafkaTemplate.class);
		KafkaContainers.awaitAssignment(this.context);
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@Test
	void samplerSeesWhatIsKnownAtStart() {
		this.template.send("sampled", "hello").join();
		this.recorder.awaitTrace((trace) -> trace.spans().size() == 2);
		Map<SpanKind, Attributes> seen = this.context.getBean(TopicSampler.class).seen;
		assertThat(text(seen, SpanKind.PRODUCER, "messaging.destination.name")).isEqualTo("sampled");
		assertThat(text(seen, SpanKind.PRODUCER, "messaging.system")).isEqualTo("kafka");
		assertThat(text(seen, SpanKind.PRODUCER, "messaging.operation.type")).isEqualTo("send");
		assertThat(text(seen, SpanKind.CONSUMER, "messaging.destination.name")).isEqualTo("sampled");
		assertThat(text(seen, SpanKind.CONSUMER, "messaging.destination.partition.id")).isEqualTo("0");
		assertThat(text(seen, SpanKind.CONSUMER, "messaging.consumer.group.name")).isEqualTo("Sampling");
		assertThat(text(seen, SpanKind.CONSUMER, "messaging.operation.name")).isEqualTo("process");
	}

	private static String text(Map<SpanKind, Attributes> seen, SpanKind kind, String key) {
		return String.valueOf(seen.getOrDefault(kind, Attributes.empty()).get(AttributeKey.stringKey(key)));
	}

	@Test
	void recordThatIsNotSampledCarriesThat() throws Exception {
		ProducerRecord<Object, Object> record = new ProducerRecord<>("dropped", "hello");
		this.template.send(record).get();
		assertThat(this.recorder).hasNoSpans();
		assertThat(new String(record.headers().lastHeader("b3").value(), StandardCharsets.UTF_8)).endsWith("-0");
	}

	@Test
	void headersAreThoseOfTheFormat() throws Exception {
		ProducerRecord<Object, Object> record = new ProducerRecord<>("sampled", "hello");
		this.template.send(record).get();
		this.recorder.awaitTrace((trace) -> trace.spans().size() == 2);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				send sampled [PRODUCER]
				  process sampled [CONSUMER]
				"""));
		assertThat(record.headers()).extracting(Header::key).contains("b3").doesNotContain("traceparent");
	}

	@Configuration(proxyBeanMethods = false)
	static class Sampling {

		@Bean
		static TopicSampler sampler() {
			return new TopicSampler();
		}

		@KafkaListener(topics = "sampled")
		void sampled(String value) {
		}

	}

	/**
	 * Records one topic only.
	 */
	static class TopicSampler implements Sampler {

		private final Map<SpanKind, Attributes> seen = new ConcurrentHashMap<>();

		@Override
		public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
				Attributes attributes, List<LinkData> parentLinks) {
			this.seen.put(spanKind, attributes);
			return "sampled".equals(attributes.get(AttributeKey.stringKey("messaging.destination.name")))
					? SamplingResult.recordAndSample() : SamplingResult.drop();
		}

		@Override
		public String getDescription() {
			return "by topic";
		}

	}

}
