package dev.tracing.instrument.reactor;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.observation.ObservationContexts;
import dev.tracing.observation.ObservationTracingAutoConfiguration;
import dev.tracing.propagation.ContextThreadLocalAccessor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.util.context.Context;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactorTraceContext}.
 */
@SuppressWarnings("try")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReactorTraceContextTests {

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
		this.application.close();
	}

	@Test
	void isThatOfTheThreadWhereTheSubscriptionHasNone() {
		io.opentelemetry.context.Context thread = newContext("thread");
		try (Scope scope = thread.makeCurrent()) {
			assertThat(ReactorTraceContext.of(Context.empty())).isSameAs(thread);
		}
		assertThat(ReactorTraceContext.of(Context.empty())).isSameAs(io.opentelemetry.context.Context.root());
	}

	@Test
	void isThatOfTheSubscriptionRatherThanTheThreads() {
		io.opentelemetry.context.Context subscription = newContext("subscription");
		try (Scope scope = newContext("thread").makeCurrent()) {
			assertThat(ReactorTraceContext.of(ReactorTraceContext.write(Context.empty(), subscription)))
				.isSameAs(subscription);
		}
	}

	@Test
	void isThatOfAnObservationWhereNothingElseIsCarried() {
		Observation observation = Observation.start("work", this.registry);
		assertThat(ReactorTraceContext.of(Context.of(ObservationContexts.KEY, observation)))
			.isSameAs(ObservationContexts.of(observation))
			.isNotNull();
	}

	/**
	 * As an HTTP client that observes itself puts it below the request's context.
	 */
	@Test
	void isThatOfAnObservationThatStartedWithinWhatIsCarried() {
		io.opentelemetry.context.Context request = newContext("request");
		Observation outer;
		Observation inner;
		try (Scope scope = request.makeCurrent()) {
			outer = Observation.start("outer", this.registry);
			inner = Observation.createNotStarted("inner", this.registry).parentObservation(outer).start();
		}
		assertThat(of(outer, request)).isSameAs(ObservationContexts.of(outer)).isNotNull();
		assertThat(of(inner, request)).isSameAs(ObservationContexts.of(inner)).isNotNull();
	}

	@Test
	void isWhatIsCarriedWhereThatStartedWithinTheObservation() {
		Observation observation = Observation.start("work", this.registry);
		io.opentelemetry.context.Context within = ObservationContexts.of(observation)
			.with(this.tracer.spanBuilder("within").setParent(ObservationContexts.of(observation)).startSpan());
		assertThat(of(observation, within)).isSameAs(within);
	}

	@Test
	void anythingElseUnderTheKeyOfAnObservationIsNone() {
		io.opentelemetry.context.Context carried = newContext("carried");
		assertThat(ReactorTraceContext
			.of(Context.of(ObservationContexts.KEY, "not an observation", ContextThreadLocalAccessor.KEY, carried)))
			.isSameAs(carried);
	}

	private static io.opentelemetry.context.Context of(Observation observation,
			io.opentelemetry.context.Context carried) {
		return ReactorTraceContext
			.of(Context.of(ObservationContexts.KEY, observation, ContextThreadLocalAccessor.KEY, carried));
	}

	private io.opentelemetry.context.Context newContext(String name) {
		Span span = this.tracer.spanBuilder(name).startSpan();
		return io.opentelemetry.context.Context.root().with(span);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TracingAutoConfiguration.class, ObservationTracingAutoConfiguration.class,
			ObservationAutoConfiguration.class })
	static class Application {

	}

}
