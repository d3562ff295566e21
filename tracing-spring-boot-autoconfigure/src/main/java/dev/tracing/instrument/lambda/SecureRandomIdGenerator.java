package dev.tracing.instrument.lambda;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.sdk.trace.IdGenerator;

/**
 * Makes ids that differ between processes that were started from one snapshot (Lambda
 * SnapStart): the SDK's own come from a generator whose state is part of the snapshot,
 * while {@link SecureRandom} asks the operating system. Thread-safe.
 */
final class SecureRandomIdGenerator implements IdGenerator {

	private final RandomGenerator random;

	SecureRandomIdGenerator() {
		this(new SecureRandom());
	}

	SecureRandomIdGenerator(RandomGenerator random) {
		this.random = random;
	}

	@Override
	public String generateTraceId() {
		return TraceId.fromLongs(this.random.nextLong(), nonZero());
	}

	@Override
	public String generateSpanId() {
		return SpanId.fromLong(nonZero());
	}

	private long nonZero() {
		long id = this.random.nextLong();
		while (id == 0) {
			id = this.random.nextLong();
		}
		return id;
	}

}
