package dev.tracing.propagation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.tracing.ScopesOfEveryTest;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.observation.ObservationTracingAutoConfiguration;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that snapshots of Micrometer's context propagation carry the current span from
 * thread to thread, as {@link ContextThreadLocalAccessor} lets them.
 */
@SuppressWarnings("try")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContextSnapshotTests {

	private final ExecutorService otherThread = Executors.newSingleThreadExecutor();

	private final ContextSnapshotFactory factory = ContextSnapshotFactory.builder().build();

	private ConfigurableApplicationContext application;

	private Tracer tracer;

	private ObservationRegistry registry;

	@BeforeAll
	void start() {
		this.application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "spring.main.log-startup-info=false")
			.run();
		this.tracer = this.application.getBean(Tracer.class);
		this.registry = this.application.getBean(ObservationRegistry.class);
	}

	@AfterAll
	void stop() {
		this.otherThread.shutdownNow();
		this.application.close();
	}

	@AfterEach
	void threadsAreClean() throws Exception {
		isClean();
		this.otherThread.submit(this::isClean).get();
	}

	/**
	 * As when an observation is put into the Reactor context of a chain within a request.
	 */
	@Test
	void anObservationWithinTheCarriedContextIsCloser() {
		Context request = Context.root().with(this.tracer.spanBuilder("request").startSpan());
		Observation outer;
		Observation inner;
		try (Scope scope = request.makeCurrent()) {
			outer = Observation.start("outer", this.registry);
			try (Observation.Scope outerScope = outer.openScope()) {
				inner = Observation.start("inner", this.registry);
			}
		}
		Context within = Context.root().with(this.tracer.spanBuilder("within").startSpan());
		for (Observation observation : List.of(outer, inner)) {
			try (ContextSnapshot.Scope scope = this.factory.setThreadLocalsFrom(carrier(observation, request))) {
				assertThat(Span.current()).isNotSameAs(Span.fromContext(request));
				assertThat(Span.current().getSpanContext().getTraceId())
					.isEqualTo(Span.fromContext(request).getSpanContext().getTraceId());
			}
			try (ContextSnapshot.Scope scope = this.factory.setThreadLocalsFrom(carrier(observation, within))) {
				assertThat(Span.current()).isSameAs(Span.fromContext(within));
			}
		}
	}

	private static reactor.util.context.Context carrier(Observation observation, Context context) {
		return reactor.util.context.Context.of(ObservationThreadLocalAccessor.KEY, observation,
				ContextThreadLocalAccessor.KEY, context);
	}

	private void isClean() {
		assertThat(Context.current()).isSameAs(Context.root());
		assertThat(MDC.get("traceId")).isNull();
		assertThat(MDC.get("spanId")).isNull();
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@Test
	void carriesSpanBaggageAndLogIds() throws Exception {
		Span span = this.tracer.spanBuilder("work").startSpan();
		Callable<List<String>> task;
		try (Scope scope = Context.current()
			.with(span)
			.with(Baggage.builder().put("tenant", "acme").build())
			.makeCurrent()) {
			task = this.factory.captureAll()
				.wrap(() -> List.of(Span.current().getSpanContext().getSpanId(), MDC.get("traceId"), MDC.get("spanId"),
						Baggage.current().getEntryValue("tenant")));
		}
		assertThat(this.otherThread.submit(task).get()).containsExactly(span.getSpanContext().getSpanId(),
				span.getSpanContext().getTraceId(), span.getSpanContext().getSpanId(), "acme");
		span.end();
	}

	@Test
	void putsBackWhatWasCurrentInTheOtherThread() throws Exception {
		Span span = this.tracer.spanBuilder("work").startSpan();
		ContextSnapshot snapshot = capture(span);
		this.otherThread.submit(() -> {
			Span own = this.tracer.spanBuilder("own").startSpan();
			try (Scope scope = own.makeCurrent()) {
				try (ContextSnapshot.Scope restored = snapshot.setThreadLocals()) {
					showsOnly(span);
				}
				showsOnly(own);
			}
			own.end();
		}).get();
		span.end();
	}

	@Test
	void emptySnapshotHidesWhatIsCurrentOnlyIfAsked() throws Exception {
		ContextSnapshot keeping = this.factory.captureAll();
		ContextSnapshot clearing = ContextSnapshotFactory.builder().clearMissing(true).build().captureAll();
		this.otherThread.submit(() -> {
			Span own = this.tracer.spanBuilder("own").startSpan();
			try (Scope scope = own.makeCurrent()) {
				try (ContextSnapshot.Scope restored = keeping.setThreadLocals()) {
					showsOnly(own);
				}
				try (ContextSnapshot.Scope restored = clearing.setThreadLocals()) {
					assertThat(Context.current()).isSameAs(Context.root());
					assertThat(MDC.get("traceId")).isNull();
				}
				showsOnly(own);
			}
			own.end();
		}).get();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void spanWithinAnObservationIsWhatIsCurrentInTheOtherThread(boolean clearMissing) throws Exception {
		ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().clearMissing(clearMissing).build();
		Observation observation = Observation.start("observed", this.registry);
		Span span;
		ContextSnapshot snapshot;
		try (Observation.Scope outer = observation.openScope()) {
			span = this.tracer.spanBuilder("within").startSpan();
			try (Scope inner = span.makeCurrent()) {
				snapshot = snapshots.captureAll();
			}
		}
		this.otherThread.submit(() -> {
			try (ContextSnapshot.Scope restored = snapshot.setThreadLocals()) {
				showsOnly(span);
				assertThat(this.registry.getCurrentObservation()).isSameAs(observation);
			}
			isClean();
		}).get();
		span.end();
		observation.stop();
	}

	@Test
	void observationWithinASpanIsWhatIsCurrentInTheOtherThread() throws Exception {
		Span span = this.tracer.spanBuilder("around").startSpan();
		Observation observation;
		ContextSnapshot snapshot;
		String observed;
		try (Scope outer = span.makeCurrent()) {
			observation = Observation.start("observed", this.registry);
			try (Observation.Scope inner = observation.openScope()) {
				observed = Span.current().getSpanContext().getSpanId();
				snapshot = this.factory.captureAll();
			}
		}
		assertThat(observed).isNotEqualTo(span.getSpanContext().getSpanId());
		this.otherThread.submit(() -> {
			try (ContextSnapshot.Scope restored = snapshot.setThreadLocals()) {
				assertThat(Span.current().getSpanContext().getSpanId()).isEqualTo(observed);
				assertThat(MDC.get("spanId")).isEqualTo(observed);
			}
			isClean();
		}).get();
		observation.stop();
		span.end();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@Tag(ScopesOfEveryTest.LEFT_OPEN)
	void scopesOpenedInTheOtherThreadMayCloseInAnyOrder(boolean inOrder) throws Exception {
		Observation observation = Observation.start("observed", this.registry);
		Span span;
		ContextSnapshot snapshot;
		try (Observation.Scope outer = observation.openScope()) {
			span = this.tracer.spanBuilder("within").startSpan();
			snapshot = capture(span);
		}
		this.otherThread.submit(() -> {
			List<AutoCloseable> scopes = new ArrayList<>();
			scopes.add(snapshot.setThreadLocals());
			Span child = this.tracer.spanBuilder("child").startSpan();
			scopes.add(child.makeCurrent());
			showsOnly(child);
			scopes.get((inOrder) ? 1 : 0).close();
			scopes.get((inOrder) ? 0 : 1).close();
			child.end();
			isClean();
			return null;
		}).get();
		span.end();
		observation.stop();
	}

	@Test
	void snapshotWithinASnapshotPutsBackTheOuterOne() throws Exception {
		Span first = this.tracer.spanBuilder("first").startSpan();
		Span second = this.tracer.spanBuilder("second").startSpan();
		ContextSnapshot outer = capture(first);
		ContextSnapshot inner = capture(second);
		this.otherThread.submit(() -> {
			try (ContextSnapshot.Scope outerScope = outer.setThreadLocals()) {
				try (ContextSnapshot.Scope innerScope = inner.setThreadLocals()) {
					showsOnly(second);
				}
				showsOnly(first);
			}
			isClean();
		}).get();
		first.end();
		second.end();
	}

	private ContextSnapshot capture(Span span) {
		try (Scope scope = span.makeCurrent()) {
			return this.factory.captureAll();
		}
	}

	private void showsOnly(Span span) {
		assertThat(Span.current()).isSameAs(span);
		assertThat(MDC.get("traceId")).isEqualTo(span.getSpanContext().getTraceId());
		assertThat(MDC.get("spanId")).isEqualTo(span.getSpanContext().getSpanId());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TracingAutoConfiguration.class, ObservationTracingAutoConfiguration.class,
			ObservationAutoConfiguration.class })
	static class Application {

	}

}
