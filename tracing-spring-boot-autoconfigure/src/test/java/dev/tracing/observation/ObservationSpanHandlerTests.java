package dev.tracing.observation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.sampling.TraceSuppression;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.NullObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.Propagator;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.support.ScheduledTaskObservationContext;
import org.springframework.util.ClassUtils;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ObservationSpanHandler}.
 */
@SuppressWarnings("try")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservationSpanHandlerTests {

	private static final TraceRecorder RECORDER = new TraceRecorder();

	@RegisterExtension
	static final TracingExtension tracing = TracingExtension.create(RECORDER);

	private final ExecutorService otherThread = Executors.newSingleThreadExecutor();

	private ConfigurableApplicationContext application;

	private ObservationRegistry registry;

	private Tracer tracer;

	private io.micrometer.tracing.Tracer micrometerTracer;

	@BeforeAll
	void start() {
		this.application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "tracing.observation.exclude=silent.*,quiet")
			.run();
		this.registry = this.application.getBean(ObservationRegistry.class);
		this.tracer = this.application.getBean(Tracer.class);
		this.micrometerTracer = this.application.getBean(io.micrometer.tracing.Tracer.class);
	}

	@AfterAll
	void stop() {
		this.otherThread.shutdownNow();
		this.application.close();
	}

	@Test
	void makesASpanWithNameAndAttributes(TraceRecorder recorder) {
		Observation.createNotStarted("order.place", this.registry)
			.contextualName("place order")
			.lowCardinalityKeyValue("shop", "berlin")
			.highCardinalityKeyValue("order", "4711")
			.observe(() -> this.registry.getCurrentObservation().lowCardinalityKeyValue("outcome", "done"));
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("""
				place order
				""")
			.hasSpan("place order",
					(span) -> span.isInternal()
						.isRoot()
						.hasNoError()
						.hasAttribute("shop", "berlin")
						.hasAttribute("order", "4711")
						.hasAttribute("outcome", "done")));
	}

	@Test
	void theSamplerSeesNameAndAttributesKnownAtStart() {
		Observation.createNotStarted("order.refund", this.registry)
			.lowCardinalityKeyValue("shop", "berlin")
			.observe(() -> {
			});
		SpanData started = this.application.getBean(StartedSpans.class).spans.get("order.refund");
		assertThat(started.getAttributes().asMap()).hasSize(1);
	}

	@Test
	void nameKnownOnlyAtTheEndIsTaken(TraceRecorder recorder) {
		Observation observation = Observation.start("order.cancel", this.registry);
		observation.contextualName("cancel order");
		observation.stop();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("cancel order"));
	}

	@Test
	void nestedObservationsAreNestedSpans(TraceRecorder recorder) {
		Observation.createNotStarted("outer", this.registry).observe(() -> {
			Observation.createNotStarted("first", this.registry)
				.observe(() -> Observation.createNotStarted("innermost", this.registry).observe(() -> {
				}));
			Observation.createNotStarted("second", this.registry).observe(() -> {
			});
		});
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("""
				outer
				  first
				    innermost
				  second
				"""));
	}

	@Test
	void spansMadeByHandAndObservationsShareOneTree(TraceRecorder recorder) {
		Span server = this.tracer.spanBuilder("server").startSpan();
		try (Scope scope = server.makeCurrent()) {
			Observation.createNotStarted("observed", this.registry).observe(() -> {
				io.micrometer.tracing.Span manual = this.micrometerTracer.nextSpan().name("manual");
				try (var manualScope = this.micrometerTracer.withSpan(manual)) {
					Observation.createNotStarted("inner", this.registry)
						.observe(() -> assertThat(this.micrometerTracer.currentSpan().context().spanId())
							.isEqualTo(currentSpanId()));
				}
				manual.end();
			});
		}
		server.end();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("""
				server
				  observed
				    manual
				      inner
				"""));
	}

	@Test
	void anExceptionIsRecordedOnceHoweverOftenItIsReported(TraceRecorder recorder) {
		IllegalStateException failure = new IllegalStateException("sold out");
		Observation observation = Observation.start("order.place", this.registry);
		observation.error(failure);
		observation.error(failure);
		observation.lowCardinalityKeyValue("error", "IllegalStateException");
		observation.stop();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasSpan("order.place",
				(span) -> span.hasStatus(StatusCode.ERROR, "sold out")
					.hasError(IllegalStateException.class)
					.hasException(IllegalStateException.class, "sold out")
					.hasNoAttribute("error")));
		assertThat(recorder.spans().get(0).getEvents()).hasSize(1);
	}

	@Test
	void anErrorNobodyReportedIsFoundAtTheEnd(TraceRecorder recorder) {
		Observation observation = Observation.start("order.place", this.registry);
		observation.getContext().setError(new IllegalStateException("sold out"));
		observation.stop();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasSpan("order.place",
				(span) -> span.hasException(IllegalStateException.class, "sold out")));
	}

	@Test
	void anErrorKeyValueWithoutExceptionMarksTheSpan(TraceRecorder recorder) {
		Observation.createNotStarted("cache.get", this.registry)
			.highCardinalityKeyValue("error", "WRONGTYPE")
			.observe(() -> {
			});
		Observation.createNotStarted("cache.put", this.registry)
			.highCardinalityKeyValue("error", "none")
			.observe(() -> {
			});
		assertThat(recorder).hasTraceSatisfying((trace) -> trace.hasSpan("cache.get",
				(span) -> span.hasStatus(StatusCode.ERROR, "WRONGTYPE").hasError("_OTHER").hasNoException()));
		assertThat(recorder).hasTraceSatisfying((trace) -> trace.hasSpan("cache.put", (span) -> span.hasNoError()));
	}

	@Test
	void anExceptionThatCannotDescribeItselfHarmsNobody(TraceRecorder recorder) {
		Observation observation = Observation.start("order.place", this.registry);
		observation.error(new HostileException());
		observation.stop();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasSpan("order.place"));
	}

	@Test
	void eventsBecomeSpanEvents(TraceRecorder recorder) {
		Observation observation = Observation.start("order.place", this.registry);
		observation.event(Observation.Event.of("paid", "paid in cash"));
		observation.event(Observation.Event.of("packed", "packed", 1_700_000_000_000L));
		observation.stop();
		assertThat(recorder).hasSingleTrace(
				(trace) -> trace.hasSpan("order.place", (span) -> span.hasEvent("paid in cash").hasEvent("packed")));
		assertThat(recorder.spans().get(0).getEvents().get(1).getEpochNanos())
			.isEqualTo(TimeUnit.MILLISECONDS.toNanos(1_700_000_000_000L));
	}

	@Test
	void stoppingTwiceEndsTheSpanOnce(TraceRecorder recorder) {
		Observation observation = Observation.start("order.place", this.registry);
		observation.stop();
		observation.contextualName("late");
		observation.stop();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("order.place"));
		assertThat(recorder.spans()).hasSize(1);
	}

	@Test
	void whatIsReportedBeforeStartIsIgnored(TraceRecorder recorder) {
		Observation observation = Observation.createNotStarted("never", this.registry);
		observation.event(Observation.Event.of("early"));
		observation.error(new IllegalStateException("early"));
		try (Observation.Scope scope = observation.openScope()) {
			assertThat(Context.current()).isSameAs(Context.root());
		}
		observation.stop();
		assertThat(recorder).hasNoSpans();
	}

	@Test
	void userCodeSeesTheSpanOfAnObservation(TraceRecorder recorder) {
		Observation observation = Observation.start("order.place", this.registry);
		TracingContext tracingContext = observation.getContext().getRequired(TracingContext.class);
		tracingContext.getSpan().tag("by", "hand");
		try (Observation.Scope scope = observation.openScope()) {
			assertThat(this.micrometerTracer.currentSpan()).isEqualTo(tracingContext.getSpan());
			assertThat(tracingContext.getScope()).isNotNull();
			this.micrometerTracer.currentSpanCustomizer().tag("current", "too");
		}
		assertThat(tracingContext.getScope()).isNull();
		observation.stop();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasSpan("order.place",
				(span) -> span.hasAttribute("by", "hand").hasAttribute("current", "too")));
	}

	@Test
	void aSpanGivenByTheUserIsTheParent(TraceRecorder recorder) {
		io.micrometer.tracing.Span given = this.micrometerTracer.nextSpan().name("given");
		Observation observation = Observation.createNotStarted("observed", this.registry);
		TracingContext tracingContext = new TracingContext();
		tracingContext.setSpan(given);
		observation.getContext().put(TracingContext.class, tracingContext);
		observation.start().stop();
		given.end();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("""
				given
				  observed
				"""));
	}

	@Test
	void closingScopesOutOfOrderLeavesNothingBehind(TraceRecorder recorder) {
		Observation first = Observation.start("first", this.registry);
		Observation.Scope firstScope = first.openScope();
		Observation second = Observation.start("second", this.registry);
		Observation.Scope secondScope = second.openScope();
		Observation third = Observation.start("third", this.registry);
		Observation.Scope thirdScope = third.openScope();
		firstScope.close();
		secondScope.close();
		assertThat(currentSpanId()).isEqualTo(spanId(third));
		thirdScope.close();
		assertThat(Context.current()).isSameAs(Context.root());
		List.of(first, second, third).forEach(Observation::stop);
		// Micrometer itself now takes the second observation for the current one.
		assertThat(this.registry.getCurrentObservation()).isSameAs(second);
		Observation.createNotStarted("unrelated", this.registry).observe(() -> {
		});
		this.registry.setCurrentObservationScope(null);
		assertThat(recorder).hasTraceCount(2).hasTraceSatisfying((trace) -> trace.hasTree("""
				first
				  second
				    third
				""")).hasTraceSatisfying((trace) -> trace.hasTree("unrelated"));
	}

	@Test
	void anObservationMayBeOpenSeveralTimes() {
		Observation outer = Observation.start("outer", this.registry);
		Observation inner = Observation.start("inner", this.registry);
		Observation.Scope first = outer.openScope();
		Observation.Scope second = inner.openScope();
		Observation.Scope third = outer.openScope();
		Observation.Scope fourth = outer.openScope();
		assertThat(currentSpanId()).isEqualTo(spanId(outer));
		fourth.close();
		assertThat(currentSpanId()).isEqualTo(spanId(outer));
		third.close();
		assertThat(currentSpanId()).isEqualTo(spanId(inner));
		second.close();
		assertThat(currentSpanId()).isEqualTo(spanId(outer));
		first.close();
		assertThat(Context.current()).isSameAs(Context.root());
		inner.stop();
		outer.stop();
	}

	@Test
	@SuppressWarnings("deprecation")
	void resettingAScopeTakesBackAllThatObservationsMadeCurrent() {
		Span server = this.tracer.spanBuilder("server").startSpan();
		try (Scope scope = server.makeCurrent()) {
			Observation outer = Observation.start("outer", this.registry);
			Observation.Scope outerScope = outer.openScope();
			Observation inner = Observation.start("inner", this.registry);
			Observation.Scope innerScope = inner.openScope();
			innerScope.reset();
			assertThat(Span.current()).isSameAs(server);
			innerScope.makeCurrent();
			assertThat(currentSpanId()).isEqualTo(spanId(inner));
			innerScope.close();
			assertThat(currentSpanId()).isEqualTo(spanId(outer));
			outerScope.close();
			assertThat(Span.current()).isSameAs(server);
			inner.stop();
			outer.stop();
		}
		server.end();
	}

	@Test
	void aNullObservationHidesObservationsAndNothingElse() {
		Span server = this.tracer.spanBuilder("server").startSpan();
		try (Scope scope = server.makeCurrent()) {
			try (Observation.Scope nothing = new NullObservation(this.registry).openScope()) {
				assertThat(Span.current()).isSameAs(server);
			}
			Observation.createNotStarted("outer", this.registry)
				.observe(() -> Observation.createNotStarted("inner", this.registry).observe(() -> {
					Span inner = Span.current();
					try (Observation.Scope nothing = new NullObservation(this.registry).openScope()) {
						assertThat(Span.current()).isSameAs(server);
					}
					assertThat(Span.current()).isSameAs(inner);
				}));
		}
		server.end();
	}

	@Test
	void anotherThreadContinuesWithTheObservation(TraceRecorder recorder) throws Exception {
		Observation parent = Observation.start("parent", this.registry);
		try (Observation.Scope scope = parent.openScope()) {
			Runnable task = ContextSnapshotFactory.builder()
				.build()
				.captureAll()
				.wrap(() -> Observation.createNotStarted("child", this.registry).observe(() -> {
				}));
			this.otherThread.submit(task).get();
		}
		parent.stop();
		assertThat(this.otherThread.submit(Context::current).get()).isSameAs(Context.root());
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("""
				parent
				  child
				"""));
	}

	@Test
	void anExplicitParentCountsWhereNothingIsCurrent(TraceRecorder recorder) {
		Observation parent = Observation.start("parent", this.registry);
		Observation.createNotStarted("child", this.registry).parentObservation(parent).observe(() -> {
		});
		parent.stop();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("""
				parent
				  child
				"""));
	}

	@Test
	void anExplicitParentCountsUnlessSomethingCloserIsCurrent(TraceRecorder recorder) {
		Span server = this.tracer.spanBuilder("server").startSpan();
		try (Scope scope = server.makeCurrent()) {
			Observation parent = Observation.start("parent", this.registry);
			Observation child = Observation.createNotStarted("child", this.registry).parentObservation(parent).start();
			Observation.createNotStarted("grandchild", this.registry).parentObservation(child).observe(() -> {
			});
			child.stop();
			parent.openScope();
			Span closer = this.tracer.spanBuilder("closer").startSpan();
			try (Scope closerScope = closer.makeCurrent()) {
				Observation.createNotStarted("sibling", this.registry).parentObservation(parent).observe(() -> {
				});
			}
			closer.end();
			this.registry.getCurrentObservationScope().close();
			parent.stop();
		}
		server.end();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("""
				server
				  parent
				    child
				      grandchild
				    closer
				      sibling
				"""));
	}

	@Test
	void aReceiverContinuesTheTraceItReceives(TraceRecorder recorder) {
		Map<String, List<String>> headers = Map.of("traceparent",
				List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
		receive(Kind.CONSUMER, headers, null, null);
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasSpan("receive",
				(span) -> span.isConsumer().continues("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")));
	}

	@Test
	void aReceiverReadsAllValuesOfAHeader(TraceRecorder recorder) {
		Map<String, List<String>> headers = Map.of("traceparent",
				List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), "baggage", List.of("a=1", "b=2"));
		ReceiverContext<Map<String, List<String>>> context = receiverContext(Kind.SERVER, headers);
		Observation.createNotStarted("receive", () -> context, this.registry).observe(() -> {
			assertThat(Baggage.current().getEntryValue("a")).isEqualTo("1");
			assertThat(Baggage.current().getEntryValue("b")).isEqualTo("2");
		});
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasSpan("receive", (span) -> span.isServer()));
	}

	@Test
	void aReceiverWithoutHeadersBelongsToTheCurrentSpan(TraceRecorder recorder) {
		Span current = this.tracer.spanBuilder("current").startSpan();
		try (Scope scope = current.makeCurrent()) {
			receive(Kind.CONSUMER, Map.of("traceparent", List.of("rubbish")), null, null);
			receive(Kind.CONSUMER, null, null, null);
		}
		current.end();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("""
				current
				  receive [CONSUMER]
				  receive [CONSUMER]
				"""));
	}

	@Test
	void aSenderHandsItsSpanOn(TraceRecorder recorder) {
		Map<String, String> headers = new LinkedHashMap<>();
		SenderContext<Map<String, String>> context = new SenderContext<>(Map::put, Kind.PRODUCER);
		context.setCarrier(headers);
		context.setRemoteServiceName("broker");
		context.setRemoteServiceAddress("tcp://broker.example:61616");
		Observation.createNotStarted("send", () -> context, this.registry).observe(() -> {
		});
		SpanData span = recorder.spans().get(0);
		assertThat(headers.get("traceparent")).startsWith("00-" + span.getTraceId() + "-" + span.getSpanId());
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasSpan("send",
				(sent) -> sent.isProducer()
					.hasAttribute("peer.service", "broker")
					.hasAttribute("server.address", "broker.example")
					.hasAttribute("server.port", 61616L)));
	}

	@Test
	void thePeerOfAServerIsItsClient(TraceRecorder recorder) {
		receive(Kind.SERVER, Map.of(), "shop", "192.0.2.7:40000");
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasSpan("receive",
				(span) -> span.hasAttribute("peer.service", "shop")
					.hasAttribute("client.address", "192.0.2.7")
					.hasAttribute("client.port", 40000L)));
	}

	@Test
	void carriersThatThrowHarmNobody(TraceRecorder recorder) {
		SenderContext<String> sender = new SenderContext<>((carrier, key, value) -> {
			throw new IllegalStateException("read-only");
		}, Kind.CLIENT);
		ReceiverContext<String> receiver = new ReceiverContext<>((carrier, key) -> {
			throw new IllegalStateException("gone");
		});
		receiver.setCarrier("");
		Observation.createNotStarted("send", () -> sender, this.registry).observe(() -> {
		});
		Observation.createNotStarted("receive", () -> receiver, this.registry).observe(() -> {
		});
		assertThat(recorder).hasTraceCount(2).hasSpanCount(2);
	}

	@Test
	void anExcludedObservationMakesNoSpanAndKeepsChildrenInTheirTrace(TraceRecorder recorder) {
		Span server = this.tracer.spanBuilder("server").startSpan();
		try (Scope scope = server.makeCurrent()) {
			Observation silent = Observation.start("silent.filter", this.registry);
			try (Observation.Scope silentScope = silent.openScope()) {
				assertThat(Span.current()).isSameAs(server);
				silent.event(Observation.Event.of("before"));
				silent.error(new IllegalStateException("denied"));
				Observation.createNotStarted("quiet", this.registry)
					.observe(() -> Observation.createNotStarted("child", this.registry).observe(() -> {
					}));
			}
			assertThat(Span.current()).isSameAs(server);
			silent.stop();
		}
		server.end();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasNoErrors().hasTree("""
				server
				  child
				""").hasSpan("server", (span) -> span.hasNoException()));
	}

	@Test
	void anObservationOfARoomMakesNoSpanAndShowsTheRooms(TraceRecorder recorder) {
		Span server = this.tracer.spanBuilder("server").startSpan();
		Scope scope = server.makeCurrent();
		Observation owned = Observation.start("http.server.requests", OwnedContext::new, this.registry);
		Observation.Scope ownedScope = owned.openScope();
		TracingContext tracingContext = owned.getContext().getRequired(TracingContext.class);
		assertThat(tracingContext.getSpan().context().spanId()).isEqualTo(server.getSpanContext().getSpanId());
		Observation.createNotStarted("child", this.registry).observe(() -> {
		});
		ownedScope.close();
		assertThat(Span.current()).isSameAs(server);
		scope.close();
		owned.stop();
		server.end();
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("""
				server
				  child
				"""));
	}

	@Test
	@SuppressWarnings("deprecation")
	void anObservationOfARoomNeverChangesWhatIsCurrent() {
		Span server = this.tracer.spanBuilder("server").startSpan();
		Observation owned = Observation.start("http.server.requests", SpecialOwnedContext::new, this.registry);
		try (Scope scope = server.makeCurrent()) {
			Observation.Scope ownedScope = owned.openScope();
			assertThat(Span.current()).isSameAs(server);
			ownedScope.reset();
			assertThat(Span.current()).isSameAs(server);
			ownedScope.makeCurrent();
			assertThat(Span.current()).isSameAs(server);
			ownedScope.close();
			assertThat(Span.current()).isSameAs(server);
		}
		owned.stop();
		server.end();
	}

	@Test
	void theSpanOfARoomFollowsItsObservationToAnotherThread(TraceRecorder recorder) throws Exception {
		Span server = this.tracer.spanBuilder("server").startSpan();
		try (Scope scope = server.makeCurrent()) {
			Observation.createNotStarted("http.server.requests", OwnedContext::new, this.registry)
				.observeChecked(() -> {
					Runnable task = ContextSnapshotFactory.builder().build().captureAll().wrap(() -> {
						assertThat(Span.current()).isSameAs(server);
						Observation.createNotStarted("child", this.registry).observe(() -> {
						});
					});
					this.otherThread.submit(task).get();
				});
		}
		server.end();
		assertThat(this.otherThread.submit(Context::current).get()).isSameAs(Context.root());
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("""
				server
				  child
				"""));
	}

	@Test
	void nothingIsRecordedWithinASuppressedTrace(TraceRecorder recorder) throws Exception {
		try (Scope scope = TraceSuppression.suppressedRoot().makeCurrent()) {
			Observation.createNotStarted("http.server.requests", OwnedContext::new, this.registry)
				.observeChecked(() -> {
					Observation.createNotStarted("child", this.registry)
						.observe(() -> Observation.createNotStarted("grandchild", this.registry).observe(() -> {
						}));
					Runnable task = ContextSnapshotFactory.builder()
						.build()
						.captureAll()
						.wrap(() -> Observation.createNotStarted("elsewhere", this.registry).observe(() -> {
						}));
					this.otherThread.submit(task).get();
				});
		}
		assertThat(recorder).hasNoSpans();
	}

	@Test
	void baggageAddedBeforeTheScopeIsKept() {
		Observation observation = Observation.start("observed", this.registry);
		try (Scope baggage = Baggage.builder().put("tenant", "blue").build().makeCurrent();
				Observation.Scope scope = observation.openScope()) {
			assertThat(Baggage.current().getEntryValue("tenant")).isEqualTo("blue");
			assertThat(currentSpanId()).isEqualTo(spanId(observation));
		}
		observation.stop();
	}

	private void receive(Kind kind, @Nullable Map<String, List<String>> headers, @Nullable String service,
			@Nullable String address) {
		ReceiverContext<Map<String, List<String>>> context = receiverContext(kind, headers);
		context.setRemoteServiceName(service);
		context.setRemoteServiceAddress(address);
		Observation.createNotStarted("receive", () -> context, this.registry).observe(() -> {
		});
	}

	private static ReceiverContext<Map<String, List<String>>> receiverContext(Kind kind,
			@Nullable Map<String, List<String>> headers) {
		ReceiverContext<Map<String, List<String>>> context = new ReceiverContext<>(new ListGetter(), kind);
		if (headers != null) {
			context.setCarrier(headers);
		}
		return context;
	}

	private static String currentSpanId() {
		return Span.current().getSpanContext().getSpanId();
	}

	private static String spanId(Observation observation) {
		TracingContext tracingContext = observation.getContext().getRequired(TracingContext.class);
		return tracingContext.getSpan().context().spanId();
	}

	private static final class ListGetter implements Propagator.Getter<Map<String, List<String>>> {

		@Override
		public @Nullable String get(Map<String, List<String>> carrier, String key) {
			List<String> values = carrier.getOrDefault(key, List.of());
			return (values.isEmpty()) ? null : values.get(0);
		}

		@Override
		public Iterable<String> getAll(Map<String, List<String>> carrier, String key) {
			return carrier.getOrDefault(key, List.of());
		}

	}

	private static class OwnedContext extends ScheduledTaskObservationContext {

		OwnedContext() {
			super("task", ClassUtils.getMethod(Object.class, "toString"));
		}

	}

	private static final class SpecialOwnedContext extends OwnedContext {

	}

	private static final class HostileException extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

	}

	private static final class StartedSpans implements SpanProcessor {

		private final Map<String, SpanData> spans = new ConcurrentHashMap<>();

		@Override
		public void onStart(Context parentContext, ReadWriteSpan span) {
			this.spans.put(span.getName(), span.toSpanData());
		}

		@Override
		public boolean isStartRequired() {
			return true;
		}

		@Override
		public void onEnd(ReadableSpan span) {
		}

		@Override
		public boolean isEndRequired() {
			return false;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TracingAutoConfiguration.class, ObservationTracingAutoConfiguration.class,
			ObservationAutoConfiguration.class })
	static class Application {

		@Bean
		TraceRecorder traceRecorder() {
			return RECORDER;
		}

		@Bean
		StartedSpans startedSpans() {
			return new StartedSpans();
		}

		@Bean
		ObservationHandler<Observation.Context> listener() {
			return (context) -> true;
		}

	}

}
