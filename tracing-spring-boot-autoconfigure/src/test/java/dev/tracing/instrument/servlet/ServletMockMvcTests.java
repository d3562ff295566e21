package dev.tracing.instrument.servlet;

import java.util.List;

import dev.tracing.instrument.http.HttpServerSpans;
import dev.tracing.instrument.http.PathExclusions;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingTest;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.request;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

/**
 * Tests for {@link TracingFilter} without a server.
 */
@TracingTest
@SpringBootTest(classes = ServletApplication.class)
class ServletMockMvcTests {

	@Autowired
	private AsyncController controller;

	private MockMvc mockMvc;

	@BeforeEach
	void buildMockMvc(@Autowired WebApplicationContext context, @Autowired TracingFilterRegistrationBean registration) {
		this.mockMvc = MockMvcBuilders.webAppContextSetup(context).addFilters(registration.getFilter()).build();
	}

	@Test
	void tracesRequest(TraceRecorder recorder) throws Exception {
		this.mockMvc.perform(get("/orders/1")).andExpect(status().isOk());
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("GET /orders/{id} [SERVER]"));
	}

	@Test
	void endsSpanOfUnhandledException(TraceRecorder recorder) {
		assertThatExceptionOfType(ServletException.class).isThrownBy(() -> this.mockMvc.perform(get("/unhandled")))
			.withCauseInstanceOf(IllegalStateException.class);
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("GET /unhandled",
				(span) -> span.hasError(IllegalStateException.class)
					.hasException(IllegalStateException.class, "nobody cares")
					.hasAttribute("http.response.status_code", 500L)));
	}

	@Test
	void endsSpanOfSentError(TraceRecorder recorder) throws Exception {
		this.mockMvc.perform(get("/send-error/503")).andExpect(status().isServiceUnavailable());
		assertThat(recorder)
			.hasSingleTrace((trace) -> trace.hasRoot("GET /send-error/{status}", (span) -> span.hasError("503")));
	}

	@Test
	void endsSpanOfAsynchronousRequest(TraceRecorder recorder) throws Exception {
		this.controller.gate("callable").open();
		MvcResult result = this.mockMvc.perform(get("/async/callable")).andExpect(request().asyncStarted()).andReturn();
		this.mockMvc.perform(asyncDispatch(result)).andExpect(content().string("done"));
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("GET /async/callable [SERVER]"));
	}

	@Test
	void endsSpanOfAsynchronousRequestThatEndsBetweenTwoQuestions(TraceRecorder recorder,
			@Autowired TracingFilterRegistrationBean registration, @Autowired TracingFaults faults) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/raw/send-error") {

			@Override
			public AsyncContext getAsyncContext() {
				throw new IllegalStateException("Another thread sent an error");
			}

		};
		request.setAsyncSupported(true);
		MockHttpServletResponse response = new MockHttpServletResponse();
		registration.getFilter().doFilter(request, response, (asynchronous, ignored) -> {
			asynchronous.startAsync();
			response.sendError(503);
		});
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("GET", (span) -> span.hasError("503")));
		assertThat(faults.count()).isZero();
	}

	@Test
	void servesRequestThatComesBeforeTheEngine(TraceRecorder recorder) throws Exception {
		TracingFaults faults = new TracingFaults();
		ObjectProvider<HttpServerSpans> none = new StaticListableBeanFactory().getBeanProvider(HttpServerSpans.class);
		TracingFilter early = new TracingFilterRegistrationBean(none, new PathExclusions("none", List.of()),
				new ServerLifecycles(List.of()), faults)
			.getFilter();
		MockHttpServletResponse response = new MockHttpServletResponse();
		early.doFilter(new MockHttpServletRequest("GET", "/orders/1"), response,
				(request, served) -> ((HttpServletResponse) served).setStatus(204));
		assertThat(response.getStatus()).isEqualTo(204);
		assertThat(recorder).hasNoSpans();
		assertThat(faults.count()).isEqualTo(1);
	}

	@Test
	void excludesPaths(TraceRecorder recorder) throws Exception {
		this.mockMvc.perform(get("/site.css"));
		this.mockMvc.perform(get("/actuator/health"));
		assertThat(recorder).hasNoSpans();
	}

}
