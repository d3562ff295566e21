package dev.tracing.test;

import java.util.List;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracingTest} in a plain Spring context.
 */
@TracingTest
@SpringJUnitConfig
class TracingTestTests {

	@Autowired
	private Tracer tracer;

	@Autowired
	private TraceRecorder autowired;

	@BeforeEach
	void startsEmpty(TraceRecorder recorder) {
		assertThat(recorder).hasNoSpans();
	}

	@RepeatedTest(2)
	void recordsOnlyTheCurrentTest(TraceRecorder recorder) {
		this.tracer.spanBuilder("work").startSpan().end();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("work"));
	}

	@Test
	void injectsTheSameRecorderEverywhere(TraceRecorder recorder) {
		assertThat((Object) recorder).isSameAs(this.autowired);
	}

	@Configuration(proxyBeanMethods = false)
	static class ApplicationConfiguration {

		@Bean
		SdkTracerProvider tracerProvider(List<SpanProcessor> processors) {
			return SdkTracerProvider.builder().addSpanProcessor(SpanProcessor.composite(processors)).build();
		}

		@Bean
		Tracer tracer(SdkTracerProvider tracerProvider) {
			return tracerProvider.get("test");
		}

	}

}
