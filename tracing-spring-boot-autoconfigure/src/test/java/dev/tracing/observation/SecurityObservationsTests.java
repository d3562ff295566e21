package dev.tracing.observation;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingTest;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Spring Security's observations become spans for those who ask for them.
 */
@TracingTest
@SpringBootTest(classes = ObservationIntegrationTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "tracing.observation.exclude=", "spring.batch.job.enabled=false" })
class SecurityObservationsTests {

	@LocalServerPort
	private int port;

	@Test
	void aRefusedRequestShowsItsFilterChain(TraceRecorder recorder) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/plain")).build();
		assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(401);
		assertThat(recorder.awaitTrace()).hasRoot("GET", (span) -> span.isServer())
			.hasSpan("security filterchain before", (span) -> span.isInternal());
	}

}
