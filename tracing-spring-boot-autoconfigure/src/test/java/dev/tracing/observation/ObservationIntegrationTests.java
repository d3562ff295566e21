package dev.tracing.observation;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Callable;

import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.annotation.Observed;
import io.micrometer.tracing.annotation.NewSpan;
import io.opentelemetry.api.trace.Tracer;
import jakarta.servlet.http.HttpServletRequest;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the bridge in a whole application: web server, Spring Security, actuator metrics,
 * Spring Batch and {@code @Observed} beans.
 */
@TracingTest
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.observations.annotations.enabled=true", "spring.batch.job.enabled=false",
				"spring.task.execution.propagate-context=true", "spring.security.user.name=ada",
				"spring.security.user.password=lovelace" })
class ObservationIntegrationTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private MeterRegistry meterRegistry;

	@BeforeEach
	void clearMeters() {
		this.meterRegistry.clear();
	}

	@Test
	void aPlainRequestToASecuredApplicationIsOneSpanAndCountedOnce(TraceRecorder recorder) throws Exception {
		assertThat(get("/plain")).isEqualTo(200);
		assertThat(recorder.awaitTrace()).hasTree("GET /plain [SERVER]");
		assertThat(this.meterRegistry.get("http.server.requests").tag("uri", "/plain").timer().count()).isEqualTo(1);
		assertThat(this.meterRegistry.find("spring.security.http.secured.requests").timers()).isNotEmpty();
	}

	@Test
	void aRefusedRequestIsOneSpanAndCountedOnce(TraceRecorder recorder) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri("/plain")).build();
		assertThat(this.client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(401);
		assertThat(recorder.awaitTrace()).hasTree("GET [SERVER]");
		assertThat(this.meterRegistry.get("http.server.requests").timer().count()).isEqualTo(1);
	}

	@Test
	void anExcludedRequestRecordsNothingAndIsCounted(TraceRecorder recorder) throws Exception {
		assertThat(get("/actuator/health")).isEqualTo(200);
		assertThat(this.meterRegistry.get("http.server.requests").timer().count()).isEqualTo(1);
		assertThat(recorder).hasNoSpans();
	}

	@Test
	void anObservedBeanIsAChildOfTheServerSpan(TraceRecorder recorder) throws Exception {
		assertThat(get("/observed")).isEqualTo(200);
		assertThat(recorder.awaitTrace()).hasTree("""
				GET /observed [SERVER]
				  reserve stock
				""").hasSpan("reserve stock", (span) -> span.hasAttribute("method", "reserve").hasNoError());
		assertThat(this.meterRegistry.get("stock.reserve").timer().count()).isEqualTo(1);
	}

	@Test
	void anObservedBeanThatThrowsIsAnErrorSpan(TraceRecorder recorder) throws Exception {
		assertThat(get("/failing")).isEqualTo(500);
		assertThat(recorder.awaitTrace((trace) -> trace.find("reserve stock").isPresent())).hasSpan("reserve stock",
				(span) -> span.hasException(IllegalStateException.class, "sold out"));
	}

	@Test
	void aCallToAnotherServiceIsOneClientSpanAndCountedOnce(TraceRecorder recorder) throws Exception {
		assertThat(get("/calling")).isEqualTo(200);
		assertThat(recorder.awaitTrace()).hasTree("""
				GET /calling [SERVER]
				  GET [CLIENT]
				    GET /plain [SERVER]
				""");
		assertThat(this.meterRegistry.get("http.client.requests").timer().count()).isEqualTo(1);
		assertThat(this.meterRegistry.get("http.server.requests").tag("uri", "/calling").timer().count()).isEqualTo(1);
		assertThat(this.meterRegistry.get("http.server.requests").tag("uri", "/plain").timer().count()).isEqualTo(1);
	}

	@Test
	void anAsynchronousRequestIsOneTraceAndCountedOnce(TraceRecorder recorder) throws Exception {
		assertThat(get("/callable")).isEqualTo(200);
		assertThat(recorder.awaitTrace()).hasTree("""
				GET /callable [SERVER]
				  reserve stock
				""");
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(
					this.meterRegistry.get("http.server.requests").tag("uri", "/callable").timer().count())
				.isEqualTo(1));
	}

	@Test
	void aNewSpanMethodIsAChildOfTheServerSpan(TraceRecorder recorder) throws Exception {
		assertThat(get("/new-span")).isEqualTo(200);
		assertThat(recorder.awaitTrace()).hasTree("""
				GET /new-span [SERVER]
				  count-stock
				    reserve stock
				""");
	}

	@Test
	void aBatchJobIsAChildOfTheServerSpan(TraceRecorder recorder) throws Exception {
		assertThat(get("/batch")).isEqualTo(200);
		assertThat(recorder.awaitTrace()).hasTree("""
				GET /batch [SERVER]
				  spring.batch.job
				    spring.batch.step
				      by hand
				""").hasSpan("spring.batch.job", (span) -> span.hasAttribute("spring.batch.job.name", "stock-taking"));
		assertThat(this.meterRegistry.get("spring.batch.job").timer().count()).isEqualTo(1);
	}

	private int get(String path) throws Exception {
		String credentials = Base64.getEncoder().encodeToString("ada:lovelace".getBytes(StandardCharsets.UTF_8));
		HttpRequest request = HttpRequest.newBuilder(uri(path)).header("Authorization", "Basic " + credentials).build();
		return this.client.send(request, BodyHandlers.discarding()).statusCode();
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Stock stock() {
			return new Stock();
		}

		@Bean
		Inventory inventory(Stock stock) {
			return new Inventory(stock);
		}

		@Bean
		StockController stockController(Stock stock, Inventory inventory, RestClient.Builder builder,
				JobOperator jobOperator, Job stockTaking) {
			return new StockController(stock, inventory, builder.build(), jobOperator, stockTaking);
		}

		@Bean
		Step count(JobRepository jobRepository, Tracer tracer) {
			return new StepBuilder("count", jobRepository).tasklet((contribution, chunkContext) -> {
				tracer.spanBuilder("by hand").startSpan().end();
				return RepeatStatus.FINISHED;
			}).build();
		}

		@Bean
		Job stockTaking(JobRepository jobRepository, Step count) {
			return new JobBuilder("stock-taking", jobRepository).start(count).build();
		}

	}

	static class Stock {

		@Observed(name = "stock.reserve", contextualName = "reserve stock")
		void reserve(boolean available) {
			if (!available) {
				throw new IllegalStateException("sold out");
			}
		}

	}

	static class Inventory {

		private final Stock stock;

		Inventory(Stock stock) {
			this.stock = stock;
		}

		@NewSpan("countStock")
		public void count() {
			this.stock.reserve(true);
		}

	}

	@RestController
	static class StockController {

		private final Stock stock;

		private final Inventory inventory;

		private final RestClient restClient;

		private final JobOperator jobOperator;

		private final Job job;

		StockController(Stock stock, Inventory inventory, RestClient restClient, JobOperator jobOperator, Job job) {
			this.stock = stock;
			this.restClient = restClient;
			this.inventory = inventory;
			this.jobOperator = jobOperator;
			this.job = job;
		}

		@GetMapping("/plain")
		String plain() {
			return "plain";
		}

		@GetMapping("/observed")
		void observed() {
			this.stock.reserve(true);
		}

		@GetMapping("/new-span")
		void newSpan() {
			this.inventory.count();
		}

		@GetMapping("/calling")
		@Nullable String calling(@RequestHeader("Authorization") String authorization, HttpServletRequest request) {
			return this.restClient.get()
				.uri("http://127.0.0.1:" + request.getLocalPort() + "/plain")
				.header("Authorization", authorization)
				.retrieve()
				.body(String.class);
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return () -> {
				this.stock.reserve(true);
				return "reserved";
			};
		}

		@GetMapping("/failing")
		void failing() {
			this.stock.reserve(false);
		}

		@GetMapping("/batch")
		void batch() throws Exception {
			this.jobOperator.start(this.job, new JobParameters());
		}

	}

}
