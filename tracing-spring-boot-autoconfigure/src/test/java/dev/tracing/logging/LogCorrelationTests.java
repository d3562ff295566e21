package dev.tracing.logging;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogCorrelation}.
 */
class LogCorrelationTests {

	private final LogCorrelation correlation = new LogCorrelation();

	private final SdkTracerProvider provider = SdkTracerProvider.builder().build();

	private final Tracer tracer = this.provider.get("test");

	@AfterEach
	void close() {
		this.correlation.close();
		this.provider.shutdown().join(10, TimeUnit.SECONDS);
		MDC.clear();
	}

	@Test
	void isEffectiveInThisJvm() {
		assertThat(this.correlation.isEffective()).isTrue();
	}

	@Test
	void showsTheCurrentSpanAndThenTheOneBefore() {
		assertNoIds();
		Span outer = this.tracer.spanBuilder("outer").startSpan();
		try (Scope outerScope = outer.makeCurrent()) {
			assertIds(outer);
			Span inner = this.tracer.spanBuilder("inner").startSpan();
			try (Scope innerScope = inner.makeCurrent()) {
				assertIds(inner);
			}
			assertIds(outer);
			Span other = this.tracer.spanBuilder("other").setNoParent().startSpan();
			try (Scope otherScope = other.makeCurrent()) {
				assertIds(other);
			}
			assertIds(outer);
		}
		assertNoIds();
	}

	@Test
	void hidesIdsInAContextWithoutSpan() {
		Span span = this.tracer.spanBuilder("work").startSpan();
		try (Scope scope = span.makeCurrent()) {
			try (Scope root = Context.root().makeCurrent()) {
				assertNoIds();
			}
			assertIds(span);
		}
		assertNoIds();
	}

	@Test
	void showsWhatIsReallyCurrentWhenScopesAreClosedOutOfOrder() {
		Span first = this.tracer.spanBuilder("first").startSpan();
		Span second = this.tracer.spanBuilder("second").startSpan();
		Scope firstScope = first.makeCurrent();
		Scope secondScope = second.makeCurrent();
		firstScope.close();
		assertShowsCurrent();
		secondScope.close();
		assertShowsCurrent();
		firstScope.close();
		assertShowsCurrent();
		assertNoIds();
	}

	@Test
	void leavesOtherKeysAlone() {
		MDC.put("user", "jane");
		Span span = this.tracer.spanBuilder("work").startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertThat(MDC.get("user")).isEqualTo("jane");
		}
		assertThat(MDC.get("user")).isEqualTo("jane");
	}

	@Test
	void staysOpenWhileAnotherApplicationIs() {
		LogCorrelation another = new LogCorrelation();
		another.close();
		another.close();
		Span span = this.tracer.spanBuilder("work").startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertIds(span);
		}
	}

	/**
	 * On a storage of its own, because applications of other tests may be open in this
	 * JVM.
	 */
	@Test
	void storagePassesEverythingThroughWhileNobodyIsInterested() {
		AtomicInteger interested = new AtomicInteger();
		ContextStorage storage = new CorrelatingContextStorage(ContextStorage.defaultStorage(), interested);
		Span span = this.tracer.spanBuilder("work").startSpan();
		try (Scope scope = storage.attach(Context.root().with(span))) {
			assertThat(storage.current()).isNotNull();
			assertNoIds();
		}
		interested.incrementAndGet();
		try (Scope scope = storage.attach(Context.root().with(span))) {
			assertIds(span);
		}
		assertNoIds();
	}

	private static void assertShowsCurrent() {
		SpanContext current = Span.current().getSpanContext();
		assertThat(MDC.get("spanId")).isEqualTo((current.isValid()) ? current.getSpanId() : null);
	}

	private static void assertIds(Span span) {
		assertThat(MDC.get("traceId")).isEqualTo(span.getSpanContext().getTraceId());
		assertThat(MDC.get("spanId")).isEqualTo(span.getSpanContext().getSpanId());
	}

	private static void assertNoIds() {
		assertThat(MDC.get("traceId")).isNull();
		assertThat(MDC.get("spanId")).isNull();
	}

}
