package dev.tracing.instrument.sqs.v1;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import com.amazonaws.services.sqs.AmazonSQSAsync;
import com.amazonaws.services.sqs.model.Message;
import com.amazonaws.services.sqs.model.MessageAttributeValue;
import com.amazonaws.services.sqs.model.ReceiveMessageRequest;
import dev.tracing.instrument.sqs.TestQueues;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tests of an application with queues share.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractSqsTests {

	final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	/**
	 * A client that is not traced.
	 */
	final AmazonSQSAsync plain = SqsApplication.builder().build();

	private final Class<?> configuration;

	private final String[] properties;

	ConfigurableApplicationContext context;

	Tracer tracer;

	AmazonSQSAsync sqs;

	AmazonSqsTracing sqsTracing;

	AbstractSqsTests(Class<?> configuration, String... properties) {
		this.configuration = configuration;
		this.properties = properties;
	}

	@BeforeAll
	void start() {
		this.context = SqsApplication.start(this.recorder, this.configuration, this.properties);
		this.tracer = this.context.getBean(Tracer.class);
		this.sqs = this.context.getBean("sqs", AmazonSQSAsync.class);
		this.sqsTracing = this.context.getBean(AmazonSqsTracing.class);
	}

	@AfterAll
	void stop() {
		assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
		this.context.close();
		this.plain.shutdown();
	}

	/**
	 * Do some work in a span of its own.
	 */
	@SuppressWarnings("try")
	<T> T within(String name, Callable<T> work) throws Exception {
		Span span = this.tracer.spanBuilder(name).startSpan();
		try (Scope ignored = span.makeCurrent()) {
			return work.call();
		}
		finally {
			span.end();
		}
	}

	/**
	 * Receive all there is to know of as many messages, without tracing.
	 */
	List<Message> messages(String queue, int count) {
		List<Message> messages = new ArrayList<>();
		while (messages.size() < count) {
			messages.addAll(
					this.plain
						.receiveMessage(new ReceiveMessageRequest(queue).withMaxNumberOfMessages(10)
							.withWaitTimeSeconds(10)
							.withMessageAttributeNames("All")
							.withMessageSystemAttributeNames("All"))
						.getMessages());
		}
		return messages;
	}

	Message message(String queue) {
		return messages(queue, 1).get(0);
	}

	SpanContext span(String name) {
		return this.recorder.spans()
			.stream()
			.filter((span) -> span.getName().equals(name))
			.findFirst()
			.map(SpanData::getSpanContext)
			.orElseThrow();
	}

	static String send(String queue) {
		return "send " + TestQueues.nameOf(queue);
	}

	static String traceparent(SpanContext span) {
		return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
	}

	static String traceHeader(SpanContext span) {
		return "Root=1-" + span.getTraceId().substring(0, 8) + "-" + span.getTraceId().substring(8) + ";Parent="
				+ span.getSpanId() + ";Sampled=1";
	}

	static String attribute(Message message, String name) {
		return message.getMessageAttributes().get(name).getStringValue();
	}

	static MessageAttributeValue text(String value) {
		return new MessageAttributeValue().withDataType("String").withStringValue(value);
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
