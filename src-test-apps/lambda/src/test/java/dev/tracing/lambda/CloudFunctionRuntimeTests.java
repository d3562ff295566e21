package dev.tracing.lambda;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that functions of Spring Cloud Function are traced by the starter alone, and that
 * their observations stay.
 */
@EnabledOnOs(OS.LINUX)
class CloudFunctionRuntimeTests {

	private final SpanReceiver receiver = new SpanReceiver();

	@AfterEach
	void stop() {
		this.receiver.close();
	}

	@Test
	void requestIsTracedAgainAfterAnException() throws Exception {
		try (FunctionProcess function = start("http")) {
			RuntimeApi.Answer failed = function.api().invoke(Events.http(Events.traceparent(1), "crash"));
			assertThat(failed.failed()).isTrue();
			assertThat(failed.span("POST /orders")).isServer()
				.continues(Events.traceId(1), Events.SPAN_ID)
				.hasError(IllegalStateException.class)
				.hasAttribute("faas.coldstart", true);
			this.receiver.clear();
			RuntimeApi.Answer answered = function.api().invoke(Events.http(Events.traceparent(2), "book"));
			assertThat(answered.failed()).isFalse();
			assertThat(answered.body()).contains("503").contains("busy");
			assertThat(answered.span("POST /orders")).isServer()
				.continues(Events.traceId(2), Events.SPAN_ID)
				.hasError("503")
				.hasAttribute("http.response.status_code", 503L)
				.hasAttribute("faas.coldstart", false);
		}
	}

	@Test
	void failedItemShowsInItsTrace() throws Exception {
		try (FunctionProcess function = start("batch")) {
			RuntimeApi.Answer answer = function.api()
				.invoke(Events.sqs(Events.message(1, "book"), Events.message(2, "scarce"), Events.message(3, "pen")));
			assertThat(answer.body()).contains("id-2");
			assertThat(this.receiver.trace(answer.span("orders").getTraceId())).hasTree("""
					orders [SERVER]
					  process orders-queue [CONSUMER]
					    batch process
					""").hasNoErrors();
			assertThat(this.receiver.trace(Events.traceId(2)).root()).hasName("process orders-queue")
				.hasError("batch_item_failure");
		}
	}

	private FunctionProcess start(String function) {
		return FunctionProcess.start("org.springframework.cloud.function.adapter.aws.FunctionInvoker", this.receiver,
				Map.of("MAIN_CLASS", CloudFunctionApplication.class.getName(), "SPRING_CLOUD_FUNCTION_DEFINITION",
						function));
	}

}
