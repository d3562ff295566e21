package dev.tracing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.google.protobuf.ByteString;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.export.otlp.OtlpAnswer;
import dev.tracing.export.otlp.OtlpExportAutoConfiguration;
import dev.tracing.export.otlp.OtlpReceiver;
import dev.tracing.instrument.annotation.AnnotationTracingAutoConfiguration;
import dev.tracing.instrument.restclient.RestClientTracingAutoConfiguration;
import dev.tracing.instrument.servlet.ServletTracingAutoConfiguration;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of whole applications that send their spans to a collector: one service that
 * calls another, and collectors of every bad kind.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExportingApplicationTests {

	private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String PARENT_ID = "00f067aa0ba902b7";

	private static final String TRACEPARENT = "00-" + TRACE_ID + "-" + PARENT_ID + "-01";

	/**
	 * More than the queue holds.
	 */
	private static final int MANY = 60;

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void aRequestIsOneTraceAtTheCollector(CapturedOutput output) throws Exception {
		try (OtlpReceiver collector = OtlpReceiver.start();
				ConfigurableApplicationContext stock = startStock(collector.endpoint());
				ConfigurableApplicationContext shop = startShop(stock, collector.endpoint())) {
			assertThat(get(shop).statusCode()).isEqualTo(200);
			assertThat(await().until(() -> describe(collector), (spans) -> spans.size() == 4))
				.containsExactlyInAnyOrder("shop: GET /orders SPAN_KIND_SERVER in " + PARENT_ID,
						"shop: Prices.of SPAN_KIND_INTERNAL in GET /orders",
						"shop: GET SPAN_KIND_CLIENT in GET /orders", "stock: GET /stock SPAN_KIND_SERVER in GET");
			assertThat(output).containsPattern("INFO .*\\[" + TRACE_ID + "-[0-9a-f]{16}] .*Looking up a price");
		}
	}

	/**
	 * As in a test of an application that has Spring Boot's test support for tracing.
	 */
	@Test
	void contextTravelsWhereSpringBootExportsNothing() throws Exception {
		String exportsNothing = "management.tracing.export.enabled=false";
		try (OtlpReceiver collector = OtlpReceiver.start();
				ConfigurableApplicationContext stock = startStock(collector.endpoint(), exportsNothing);
				ConfigurableApplicationContext shop = startShop(stock, collector.endpoint(), exportsNothing)) {
			assertThat(get(shop).body()).matches("00-" + TRACE_ID + "-(?!" + PARENT_ID + ")[0-9a-f]{16}-01");
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void aBadCollectorHarmsNoRequestAndWritesTwoLines(String name, OtlpAnswer answer, CapturedOutput output)
			throws Exception {
		try (OtlpReceiver collector = OtlpReceiver.start().answerAlways(answer)) {
			assertNoHarm(collector.endpoint(), output);
			assertThat(collector.requests()).isNotEmpty();
		}
	}

	static Stream<Arguments> aBadCollectorHarmsNoRequestAndWritesTwoLines() {
		return Stream.of(Arguments.of("unavailable", OtlpAnswer.status(503)),
				Arguments.of("overloaded", OtlpAnswer.status(429)), Arguments.of("refusing", OtlpAnswer.status(400)),
				Arguments.of("broken", OtlpAnswer.status(500)), Arguments.of("hanging", OtlpAnswer.hang()),
				Arguments.of("hanging up", OtlpAnswer.hangUp()),
				Arguments.of("slow", OtlpAnswer.drip(Duration.ofMillis(200))),
				Arguments.of("garbage", OtlpAnswer.raw("\0\1garbage\r\n\r\n".getBytes(StandardCharsets.US_ASCII))));
	}

	@Test
	void aDeadCollectorHarmsNoRequestAndWritesTwoLines(CapturedOutput output) throws Exception {
		String endpoint;
		try (OtlpReceiver collector = OtlpReceiver.start()) {
			endpoint = collector.endpoint();
		}
		assertNoHarm(endpoint, output);
	}

	/**
	 * The bound on stopping is well below the ten seconds after which an exporter gives
	 * up a request.
	 */
	private void assertNoHarm(String endpoint, CapturedOutput output) throws Exception {
		long stopping;
		try (ConfigurableApplicationContext application = startStock(endpoint, "tracing.export.queue-size=8",
				"tracing.export.batch-size=4", "tracing.export.delay=1ms")) {
			int before = output.getAll().length();
			for (int i = 0; i < MANY; i++) {
				HttpResponse<String> response = get(application, "/stock");
				assertThat(response.statusCode()).isEqualTo(200);
				assertThat(response.body()).isEqualTo(TRACEPARENT);
			}
			assertThat(output.getAll().substring(before).lines()).hasSizeLessThanOrEqualTo(2);
			stopping = System.nanoTime();
		}
		assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(8));
	}

	private static ConfigurableApplicationContext startStock(String endpoint, String... properties) {
		return start(Stock.class, "stock", endpoint, properties);
	}

	private static ConfigurableApplicationContext startShop(ConfigurableApplicationContext stock, String endpoint,
			String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("stock.url=" + url(stock));
		return start(Shop.class, "shop", endpoint, all.toArray(String[]::new));
	}

	private static ConfigurableApplicationContext start(Class<?> source, String name, String endpoint,
			String... properties) {
		return new SpringApplicationBuilder(source).web(WebApplicationType.SERVLET)
			.properties("spring.main.banner-mode=off", "server.address=127.0.0.1", "server.port=0",
					"spring.mvc.servlet.load-on-startup=1", "spring.application.name=" + name,
					"tracing.export.otlp.endpoint=" + endpoint, "tracing.export.delay=10ms")
			.properties(properties)
			.run();
	}

	private static String url(ConfigurableApplicationContext application) {
		return "http://127.0.0.1:" + application.getEnvironment().getRequiredProperty("local.server.port");
	}

	private HttpResponse<String> get(ConfigurableApplicationContext shop) throws IOException, InterruptedException {
		return get(shop, "/orders");
	}

	private HttpResponse<String> get(ConfigurableApplicationContext application, String path)
			throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(URI.create(url(application) + path))
			.header("traceparent", TRACEPARENT)
			.timeout(Duration.ofSeconds(30))
			.build(), BodyHandlers.ofString());
	}

	/**
	 * Spans as they arrived, with their parents by name if they arrived too.
	 */
	private static List<String> describe(OtlpReceiver collector) {
		Map<ByteString, String> names = new HashMap<>();
		for (Span span : collector.spans()) {
			assertThat(hex(span.getTraceId())).isEqualTo(TRACE_ID);
			names.put(span.getSpanId(), span.getName());
		}
		List<String> described = new ArrayList<>();
		for (ResourceSpans resource : collector.resourceSpans()) {
			for (ScopeSpans scope : resource.getScopeSpansList()) {
				for (Span span : scope.getSpansList()) {
					String parent = names.getOrDefault(span.getParentSpanId(), hex(span.getParentSpanId()));
					described.add(serviceOf(resource) + ": " + span.getName() + " " + span.getKind() + " in " + parent);
				}
			}
		}
		return described;
	}

	private static String serviceOf(ResourceSpans resource) {
		for (KeyValue attribute : resource.getResource().getAttributesList()) {
			if (attribute.getKey().equals("service.name")) {
				return attribute.getValue().getStringValue();
			}
		}
		throw new AssertionError("A resource without a name");
	}

	private static String hex(ByteString id) {
		StringBuilder hex = new StringBuilder();
		for (byte b : id.toByteArray()) {
			hex.append(String.format("%02x", b));
		}
		return hex.toString();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, RestClientAutoConfiguration.class, TracingAutoConfiguration.class,
			OtlpExportAutoConfiguration.class, ServletTracingAutoConfiguration.class,
			RestClientTracingAutoConfiguration.class, AnnotationTracingAutoConfiguration.class })
	static class Service {

	}

	@Configuration(proxyBeanMethods = false)
	static class Stock extends Service {

		@Bean
		RouterFunction<ServerResponse> routes() {
			return RouterFunctions.route()
				.GET("/stock",
						(request) -> ServerResponse.ok()
							.body(String.valueOf(request.headers().firstHeader("traceparent"))))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Shop extends Service {

		@Bean
		Prices prices() {
			return new Prices();
		}

		@Bean
		RouterFunction<ServerResponse> routes(Prices prices, RestClient.Builder builder,
				@Value("${stock.url}") String stock) {
			RestClient client = builder.baseUrl(stock).build();
			return RouterFunctions.route().GET("/orders", (request) -> {
				prices.of("tea");
				return ServerResponse.ok().body(client.get().uri("/stock").retrieve().body(String.class));
			}).build();
		}

	}

	static class Prices {

		private static final Log logger = LogFactory.getLog(Prices.class);

		@Traced
		public void of(String article) {
			logger.info("Looking up a price of " + article);
		}

	}

}
