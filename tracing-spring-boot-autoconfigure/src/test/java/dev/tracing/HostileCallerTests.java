package dev.tracing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.restclient.RestClientTracingAutoConfiguration;
import dev.tracing.instrument.servlet.ServletTracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing a caller sends fails a request, makes a fault, or writes a line to
 * the log.
 */
@TracingTest
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "server.max-http-request-header-size=256KB",
		"tracing.http.server.trusted-proxies=127.0.0.0/8,::1", "tracing.http.server.capture-request-headers=x-odd" })
@ExtendWith(OutputCaptureExtension.class)
class HostileCallerTests {

	private static final String VALID_TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

	private static final List<String> HEADERS = List.of("traceparent: ", "traceparent: 00",
			"traceparent: " + "0".repeat(55), "traceparent: ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
			"traceparent: 00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
			"traceparent: " + "a".repeat(50_000),
			"traceparent: " + VALID_TRACEPARENT + "\r\ntraceparent: " + VALID_TRACEPARENT,
			"traceparent: " + VALID_TRACEPARENT + "\r\ntracestate: " + "k=v,".repeat(10_000),
			"traceparent: " + VALID_TRACEPARENT + "\r\ntracestate: \u00ff\u00fe=,,=;",
			"baggage: " + "key=value,".repeat(15_000), "baggage: =,;,,%zz=%zz;\u00e9=\u00ff",
			"baggage: " + "x".repeat(100_000), "b3: ", "b3: 0", "b3: d", "b3: x-y-z-w-v", "b3: " + "1".repeat(40_000),
			"X-B3-TraceId: nonsense\r\nX-B3-SpanId: 1", "X-B3-Flags: 1", "Forwarded: for=\"[::1\";host=\u00ff;proto=\"",
			"Forwarded: " + "for=_x,".repeat(5000), "X-Forwarded-For: ,,,999.999.999.999,\"",
			"X-Forwarded-For: " + "1.2.3.4,".repeat(10_000), "X-Forwarded-Proto: \u00ff,,", "X-Forwarded-Host: :::::",
			"User-Agent: \u00ff" + "z".repeat(60_000), "X-Odd: \u00ff\r\nX-Odd: ", "uber-trace-id: x:y",
			"x-datadog-trace-id: -1", "X-Amzn-Trace-Id: Root");

	@LocalServerPort
	private int port;

	@Test
	void headersDoNoHarmAndLeaveNoLine(@Autowired TracingFaults faults, TraceRecorder recorder, CapturedOutput output)
			throws IOException {
		get("/work", "");
		int before = output.getAll().length();
		for (String header : HEADERS) {
			assertThat(get("/work", header + "\r\n")).as(header.substring(0, Math.min(60, header.length())))
				.startsWith("HTTP/1.1 200");
		}
		recorder.awaitQuiet();
		assertThat(recorder.spans()).hasSize(HEADERS.size() + 1);
		assertThat(output.getAll().substring(before)).isEmpty();
		assertThat(faults.count()).isZero();
	}

	@Test
	void headersDoNoHarmWhereTheyTravelOn(@Autowired TracingFaults faults, TraceRecorder recorder,
			CapturedOutput output) throws IOException {
		get("/relay", "");
		int before = output.getAll().length();
		for (String header : HEADERS) {
			assertThat(get("/relay", header + "\r\n")).as(header.substring(0, Math.min(60, header.length())))
				.startsWith("HTTP/1.1 200");
		}
		recorder.awaitQuiet();
		assertThat(recorder.spans()).hasSize(3 * (HEADERS.size() + 1));
		assertThat(output.getAll().substring(before)).isEmpty();
		assertThat(faults.count()).isZero();
	}

	@Test
	void pathsAndQueriesDoNoHarmAndLeaveNoLine(@Autowired TracingFaults faults, CapturedOutput output)
			throws IOException {
		get("/work", "");
		int before = output.getAll().length();
		for (String target : List.of("/work?%zz=%zz", "/work?password", "/work?=&&=;&token=",
				"/work?a=" + "b".repeat(60_000), "/work;jsessionid=1;;=x?sig=%00", "/nothing/" + "x/".repeat(5000),
				"//nothing", "/nothing/%e2%28%a1")) {
			assertThat(get(target, "")).as(target.substring(0, Math.min(60, target.length()))).startsWith("HTTP/1.1 ");
		}
		assertThat(output.getAll().substring(before)).isEmpty();
		assertThat(faults.count()).isZero();
	}

	private String get(String target, String headers) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(30_000);
			OutputStream out = socket.getOutputStream();
			out.write(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n")
				.getBytes(StandardCharsets.ISO_8859_1));
			out.flush();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, ErrorMvcAutoConfiguration.class, RestClientAutoConfiguration.class,
			TracingAutoConfiguration.class, ServletTracingAutoConfiguration.class,
			RestClientTracingAutoConfiguration.class })
	static class TestApplication {

		@Bean
		RouterFunction<ServerResponse> routes(RestClient.Builder builder) {
			RestClient client = builder.build();
			return RouterFunctions.route()
				.GET("/work", (request) -> ServerResponse.ok().build())
				.GET("/relay", (request) -> {
					URI work = URI.create("http://127.0.0.1:" + request.servletRequest().getLocalPort() + "/work");
					return ServerResponse.status(client.get().uri(work).retrieve().toBodilessEntity().getStatusCode())
						.build();
				})
				.build();
		}

	}

}
