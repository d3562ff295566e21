package dev.tracing.logging;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.tracing.ScopesOfEveryTest;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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
	@Tag(ScopesOfEveryTest.LEFT_OPEN)
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
	 * On storages of their own, because applications of other tests may be open in this
	 * JVM.
	 */
	@ParameterizedTest
	@MethodSource("storages")
	void storageWritesNothingWhileNobodyIsInterested(ContextStorage storage, AtomicInteger interested) {
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

	@ParameterizedTest
	@MethodSource("storages")
	void storageIgnoresScopesThatAreClosedTwiceOrOutOfOrder(ContextStorage storage, AtomicInteger interested) {
		interested.incrementAndGet();
		Context outer = Context.root().with(this.tracer.spanBuilder("outer").startSpan());
		Context inner = Context.root().with(this.tracer.spanBuilder("inner").startSpan());
		Scope outerScope = storage.attach(outer);
		Scope innerScope = storage.attach(inner);
		outerScope.close();
		assertThat(storage.current()).isSameAs(inner);
		assertIds(Span.fromContext(inner));
		innerScope.close();
		innerScope.close();
		assertThat(storage.current()).isSameAs(outer);
		assertIds(Span.fromContext(outer));
		outerScope.close();
		assertThat(storage.current()).isNull();
		assertNoIds();
	}

	@ParameterizedTest
	@MethodSource("storages")
	void storageIgnoresWhatIsCurrentAlready(ContextStorage storage) {
		Context context = Context.root().with(this.tracer.spanBuilder("work").startSpan());
		try (Scope scope = storage.attach(context)) {
			storage.attach(context).close();
			assertThat(storage.current()).isSameAs(context);
		}
		assertThat(storage.current()).isNull();
	}

	static Stream<Arguments> storages() {
		AtomicInteger own = new AtomicInteger();
		AtomicInteger foreign = new AtomicInteger();
		return Stream.of(Arguments.of(new CorrelatingThreadLocal(own), own),
				Arguments.of(new CorrelatingContextStorage(ContextStorage.defaultStorage(), foreign), foreign));
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
