package dev.tracing.instrument.lambda;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecureRandomIdGenerator}.
 */
class SecureRandomIdGeneratorTests {

	@Test
	void idsAreNeverZero() {
		Deque<Long> numbers = new ArrayDeque<>(List.of(0L, 0L, 0L, 1L, 0L, 2L));
		SecureRandomIdGenerator generator = new SecureRandomIdGenerator(numbers::pop);
		assertThat(generator.generateTraceId()).isEqualTo("00000000000000000000000000000001");
		assertThat(generator.generateSpanId()).isEqualTo("0000000000000002");
	}

	@Test
	void idsAreValid() {
		SecureRandomIdGenerator generator = new SecureRandomIdGenerator();
		assertThat(TraceId.isValid(generator.generateTraceId())).isTrue();
		assertThat(SpanId.isValid(generator.generateSpanId())).isTrue();
		assertThat(generator.generateTraceId()).isNotEqualTo(generator.generateTraceId());
	}

}
