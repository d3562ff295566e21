package dev.tracing.lambda;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that spans of a handler's invocations arrive before the response does. The
 * function has no web support of Spring, no Spring Cloud Function and no client of SQS.
 */
@EnabledOnOs(OS.LINUX)
class RequestHandlerRuntimeTests {

	private static final String XRAY = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

	private static SpanReceiver receiver;

	private static FunctionProcess function;

	@BeforeAll
	static void start() {
		receiver = new SpanReceiver();
		function = FunctionProcess.start(OrderFunction.class.getName(), receiver, Map.of(),
				(entry) -> Stream.of("spring-web", "spring-cloud", "reactor-", "/awssdk/sqs/", "/awssdk/sdk-core/")
					.noneMatch(entry::contains));
	}

	@AfterAll
	static void stop() {
		if (function != null) {
			function.close();
		}
		receiver.close();
	}

	@BeforeEach
	void clear() {
		receiver.clear();
	}

	@Test
	void exceptionArrivesBeforeItIsReported() throws Exception {
		RuntimeApi.Answer answer = function.api().invoke(Events.sqs());
		assertThat(answer.failed()).isTrue();
		assertThat(answer.body()).contains("nothing to do");
		assertThat(answer.span("orders")).isServer().hasError(IllegalStateException.class);
	}

	@Test
	void messageThatIsAloneContinuesItsTrace() throws Exception {
		RuntimeApi.Answer answer = function.api().invoke(Events.sqs(Events.message(1, "book")));
		assertThat(answer.failed()).isFalse();
		assertThat(answer.body()).contains("\"batchItemFailures\":[]");
		assertThat(answer.spanNames()).containsExactlyInAnyOrder("orders", "process orders-queue", "Warehouse.pick");
		assertThat(receiver.trace(Events.traceId(1))).hasTree("""
				orders [SERVER]
				  process orders-queue [CONSUMER]
				    Warehouse.pick
				""").hasNoErrors().hasServices("orders");
		assertThat(answer.span("orders")).continues(Events.traceId(1), Events.SPAN_ID)
			.hasNoLinks()
			.hasAttribute("aws.lambda.invoked_arn", RuntimeApi.ARN)
			.hasAttribute("cloud.account.id", "123456789012");
	}

	@Test
	void oneOfThreeMessagesFails() throws Exception {
		RuntimeApi.Answer answer = function.api()
			.invoke(Events.sqs(Events.message(1, "book"), Events.message(2, "scarce"), Events.message(3, "pen")));
		assertThat(answer.body()).contains("id-2").doesNotContain("id-1").doesNotContain("id-3");
		assertThat(answer.spans()).hasSize(8);
		for (int i = 1; i <= 3; i++) {
			assertThat(receiver.trace(Events.traceId(i))).hasTree("""
					process orders-queue [CONSUMER]
					  Warehouse.pick
					""");
		}
		assertThat(receiver.trace(Events.traceId(2)).root()).hasError(IllegalStateException.class);
		assertThat(receiver.trace(Events.traceId(3))).hasNoErrors();
		SpanData batch = answer.spans()
			.stream()
			.filter((span) -> span.getLinks().size() == 3)
			.findFirst()
			.orElseThrow();
		assertThat(receiver.trace(batch.getTraceId())).hasTree("""
				orders [SERVER]
				  process orders-queue [CONSUMER]
				""").hasNoErrors();
	}

	@Test
	void linksToXRay() throws Exception {
		RuntimeApi.Answer answer = function.api()
			.submit(Events.sqs(Events.message(1, "book")), XRAY)
			.get(60, TimeUnit.SECONDS);
		assertThat(answer.span("orders").getLinks())
			.extracting((link) -> link.getSpanContext().getTraceId() + "-" + link.getSpanContext().getSpanId())
			.containsExactly("5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8");
	}

	@Test
	void severalInvocationsAtOnceAreTracesOfTheirOwn() throws Exception {
		try (FunctionProcess meeting = FunctionProcess.start(MeetingFunction.class.getName(), receiver,
				Map.of("AWS_LAMBDA_MAX_CONCURRENCY", "2", "TRACING_LAMBDA_XRAY", "parent"))) {
			CompletableFuture<RuntimeApi.Answer> one = meeting.api().submit("{}", XRAY);
			CompletableFuture<RuntimeApi.Answer> other = meeting.api()
				.submit("{}", XRAY.replace("Root=1-5759e988", "Root=1-5759e989"));
			assertThat(one.get(60, TimeUnit.SECONDS).body()).contains("met");
			assertThat(other.get(60, TimeUnit.SECONDS).body()).contains("met");
			assertThat(one.join().spans()).extracting(SpanData::getTraceId)
				.contains("5759e988bd862e3fe1be46a994272793");
			assertThat(other.join().spans()).extracting(SpanData::getTraceId)
				.contains("5759e989bd862e3fe1be46a994272793");
			assertThat(receiver.spans())
				.extracting((span) -> span.getAttributes().get(AttributeKey.booleanKey("faas.coldstart")))
				.containsExactlyInAnyOrder(true, false);
		}
	}

}
