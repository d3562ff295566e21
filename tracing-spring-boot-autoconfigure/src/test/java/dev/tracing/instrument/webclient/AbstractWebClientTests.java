package dev.tracing.instrument.webclient;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.RecordingHttpServer;
import dev.tracing.instrument.jdkhttp.JdkHttpTracingAutoConfiguration;
import dev.tracing.instrument.reactor.ReactorTraceContext;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.service.ReactiveHttpServiceClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.web.reactive.function.client.WebClient;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server and an application with what makes clients.
 */
abstract class AbstractWebClientTests {

	@RegisterExtension
	final TracingExtension tracing = extension();

	final RecordingHttpServer server = new RecordingHttpServer();

	final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class,
				WebClientTracingAutoConfiguration.class, JdkHttpTracingAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
				CodecsAutoConfiguration.class, WebClientAutoConfiguration.class,
				HttpServiceClientPropertiesAutoConfiguration.class, ReactiveHttpServiceClientAutoConfiguration.class))
		.withPropertyValues("spring.http.clients.reactive.connector=reactor",
				"spring.reactor.netty.shutdown-quiet-period=0s", "tracing.sampling.traces-per-second=-1")
		.withBean(TraceRecorder.class, this.tracing::recorder);

	/**
	 * Return what records and checks.
	 */
	TracingExtension extension() {
		return TracingExtension.create();
	}

	@AfterEach
	void stopServer() {
		this.server.close();
	}

	final Mono<String> get(WebClient webClient, String path) {
		return webClient.get().uri(this.server.url(path)).retrieve().bodyToMono(String.class);
	}

	final SpanData span() {
		assertThat(this.tracing.recorder().awaitSpans(1)).hasSize(1);
		return this.tracing.recorder().spans().get(0);
	}

	/**
	 * Let something happen in the context of a span that only Reactor's context has.
	 */
	static <T> Mono<T> inParent(ApplicationContext context, String name, Mono<T> mono) {
		return Mono.defer(() -> {
			Span parent = context.getBean(Tracer.class).spanBuilder(name).setParent(Context.root()).startSpan();
			return mono
				.contextWrite((subscription) -> ReactorTraceContext.write(subscription, Context.root().with(parent)))
				.doFinally((signal) -> parent.end());
		});
	}

	static String traceparent(SpanData span) {
		return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getSpanContext().getTraceFlags().asHex();
	}

}
