package dev.tracing.benchmarks;

import java.util.List;

import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The comparison is fair only if spans made by hand are the spans that the starter makes.
 */
class FloorTests {

	private final InMemorySpanExporter byHand = InMemorySpanExporter.create();

	private final InMemorySpanExporter starter = InMemorySpanExporter.create();

	private final HandMadeTracing tracing = new HandMadeTracing(1, this.byHand);

	private final StarterApplication application = StarterApplication.withServer(1, true, this.starter);

	@AfterEach
	void stop() {
		this.tracing.close();
		this.application.close();
	}

	@Test
	void serverSpansAreTheSame() throws Exception {
		String traceparent = Traffic.SAMPLED_PARENT.traceparent();
		new ServerExchange(new HandMadeServerFilter(this.tracing), traceparent).serve(1);
		new ServerExchange(this.application.serverFilter(), traceparent, this.application.serverInterceptors())
			.serve(1);
		assertSpansAreTheSame(13);
	}

	@Test
	void clientSpansAreTheSame() throws Exception {
		try (Scope caller = Traffic.SAMPLED_PARENT.context(this.tracing.tracer()).makeCurrent()) {
			new ClientExchange(ClientExchange::request, new HandMadeClientInterceptor(this.tracing)).call(1);
		}
		try (Scope caller = Traffic.SAMPLED_PARENT.context(this.application.tracer()).makeCurrent()) {
			new ClientExchange(this.application.trace(ClientExchange::request), null).call(1);
		}
		assertSpansAreTheSame(5);
	}

	@Test
	void serverSpansOfWebFluxAreTheSame() {
		String traceparent = Traffic.SAMPLED_PARENT.traceparent();
		new FluxExchange(traceparent, List.of(new HandMadeWebFilter(this.tracing)), List.of()).serve(1);
		try (StarterApplication reactive = StarterApplication.withReactiveServer(1, true, this.starter)) {
			new FluxExchange(traceparent, reactive.webFilters(), reactive.httpHandlerDecorators()).serve(1);
			reactive.flush();
			assertSpansAreTheSame(12);
		}
	}

	@Test
	void clientSpansOfWebClientAreTheSame() {
		try (Scope caller = Traffic.SAMPLED_PARENT.context(this.tracing.tracer()).makeCurrent()) {
			new WebClientExchange(WebClient.builder().filter(new HandMadeExchangeFilter(this.tracing))).call(1);
		}
		try (Scope caller = Traffic.SAMPLED_PARENT.context(this.application.tracer()).makeCurrent()) {
			new WebClientExchange(this.application.webClientBuilder()).call(1);
		}
		assertSpansAreTheSame(5);
	}

	@Test
	void spansOfMethodsAreTheSame() {
		try (Scope caller = Traffic.SAMPLED_PARENT.context(this.tracing.tracer()).makeCurrent()) {
			new HandMadeOrders(this.tracing).place(4711);
		}
		try (Scope caller = Traffic.SAMPLED_PARENT.context(this.application.tracer()).makeCurrent()) {
			this.application.orders().place(4711);
		}
		assertSpansAreTheSame(2);
	}

	private void assertSpansAreTheSame(int attributes) {
		this.tracing.flush();
		this.application.flush();
		assertThat(this.byHand.getFinishedSpanItems()).hasSize(1);
		assertThat(this.starter.getFinishedSpanItems()).hasSize(1);
		SpanData byHand = this.byHand.getFinishedSpanItems().get(0);
		SpanData starter = this.starter.getFinishedSpanItems().get(0);
		assertThat(starter.getName()).isEqualTo(byHand.getName());
		assertThat(starter.getKind()).isEqualTo(byHand.getKind());
		assertThat(starter.getStatus()).isEqualTo(byHand.getStatus());
		assertThat(starter.getTraceId()).isEqualTo(byHand.getTraceId());
		assertThat(starter.getAttributes().size()).isEqualTo(attributes);
		assertThat(starter.getAttributes()).isEqualTo(byHand.getAttributes());
	}

}
