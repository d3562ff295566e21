package dev.tracing.instrument.webclient;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;

import dev.tracing.observation.ObservationTracingAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientObservationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of requests within requests, and of other things that make spans of a request.
 */
class WebClientNestingTests extends AbstractWebClientTests {

	@Test
	void tracedClientOfTheJdkMakesNoSecondSpan() {
		this.contextRunner.withBean(HttpClient.class, HttpClient::newHttpClient).run((context) -> {
			WebClient webClient = WebClient.builder()
				.clientConnector(new JdkClientHttpConnector(context.getBean(HttpClient.class)))
				.build();
			webClient = context.getBean(WebClientTracing.class).trace(webClient);
			inParent(context, "caller", get(webClient, "/status/200")).block();
			assertSingleRequest();
		});
	}

	@Test
	void tracedClientOfTheJdkMakesNoSecondSpanForABodyFromAnotherThread() {
		this.contextRunner.withBean(HttpClient.class, HttpClient::newHttpClient).run((context) -> {
			WebClient webClient = WebClient.builder()
				.clientConnector(new JdkClientHttpConnector(context.getBean(HttpClient.class)))
				.build();
			webClient = context.getBean(WebClientTracing.class).trace(webClient);
			Mono<String> body = Mono.delay(Duration.ofMillis(10)).map((tick) -> "body");
			inParent(context, "caller",
					webClient.method(HttpMethod.GET)
						.uri(this.server.url("/status/200"))
						.body(body, String.class)
						.retrieve()
						.bodyToMono(String.class))
				.block();
			assertSingleRequest();
		});
	}

	private void assertSingleRequest() {
		assertThat(this.tracing.recorder()).hasSingleTrace((trace) -> trace.hasTree("""
				caller
				  GET [CLIENT]
				"""));
		assertThat(this.server.request().header("traceparent")).singleElement()
			.asString()
			.contains(this.tracing.recorder().traces().get(0).spans("GET").get(0).context().getSpanId());
	}

	@Test
	void bodyOfARequestMayComeFromAnotherRequest() {
		this.contextRunner.run((context) -> {
			WebClient webClient = context.getBean(WebClient.Builder.class).build();
			inParent(context, "caller",
					webClient.post()
						.uri(this.server.url("/status/200"))
						.body(get(webClient, "/status/201"), String.class)
						.retrieve()
						.bodyToMono(String.class))
				.block();
			assertThat(this.tracing.recorder()).hasSingleTrace((trace) -> trace.hasTreeInAnyOrder("""
					caller
					  POST [CLIENT]
					  GET [CLIENT]
					"""));
			assertThat(this.server.requests()).hasSize(2)
				.allSatisfy((request) -> assertThat(request.header("traceparent")).hasSize(1));
		});
	}

	@Test
	void blockingCallerIsAlsoTheParentOfWhatMakesTheBody() throws Exception {
		this.contextRunner.run((context) -> {
			WebClient webClient = context.getBean(WebClient.Builder.class).build();
			inCaller(context,
					() -> webClient.post()
						.uri(this.server.url("/status/200"))
						.body(get(webClient, "/status/201"), String.class)
						.retrieve()
						.bodyToMono(String.class)
						.block());
			assertThat(this.tracing.recorder()).hasSingleTrace((trace) -> trace.hasTreeInAnyOrder("""
					caller
					  POST [CLIENT]
					  GET [CLIENT]
					"""));
		});
	}

	@Test
	void requestAfterAnAnswerThatCameAtOnceIsASibling() {
		this.contextRunner.run((context) -> {
			HttpClient failing = new ImmediateHttpClient(new IOException("at once"));
			WebClient first = context.getBean(WebClient.Builder.class)
				.clientConnector(new JdkClientHttpConnector(failing))
				.build();
			WebClient second = context.getBean(WebClient.Builder.class).build();
			inCaller(context,
					() -> get(first, "/status/200").onErrorResume((ex) -> get(second, "/status/200")).block());
			assertThat(this.tracing.recorder()).hasSingleTrace((trace) -> trace.hasTree("""
					caller
					  GET [CLIENT]
					  GET [CLIENT]
					"""));
		});
	}

	@Test
	void timersOfTheApplicationStayAsTheyWere() {
		withMeters().run((context) -> {
			get(context.getBean(WebClient.Builder.class).build(), "/status/200").block();
			assertThat(context.getBean(MeterRegistry.class).get("http.client.requests").timer().count()).isEqualTo(1);
			assertThat(this.tracing.recorder()).hasSpanCount(1);
		});
	}

	@Test
	void observedRequestIsOneSpanAndCountedOnce() {
		withMeters()
			.withConfiguration(AutoConfigurations.of(ObservationTracingAutoConfiguration.class,
					MicrometerTracingAutoConfiguration.class))
			.run((context) -> {
				WebClient webClient = context.getBean(WebClient.Builder.class).build();
				Observation.createNotStarted("place-order", context.getBean(ObservationRegistry.class))
					.observe(() -> get(webClient, "/status/200").block());
				assertThat(this.tracing.recorder()).hasSingleTrace((trace) -> trace.hasTree("""
						place-order
						  GET [CLIENT]
						"""));
				assertThat(this.server.request().header("traceparent")).hasSize(1);
				assertThat(context.getBean(MeterRegistry.class).get("http.client.requests").timer().count())
					.isEqualTo(1);
			});
	}

	private ApplicationContextRunner withMeters() {
		return this.contextRunner
			.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class, MetricsAutoConfiguration.class,
					WebClientObservationAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new);
	}

	private static void inCaller(ApplicationContext context, Runnable task) {
		Span parent = context.getBean(Tracer.class).spanBuilder("caller").startSpan();
		try (Scope ignored = parent.makeCurrent()) {
			task.run();
		}
		finally {
			parent.end();
		}
	}

}
