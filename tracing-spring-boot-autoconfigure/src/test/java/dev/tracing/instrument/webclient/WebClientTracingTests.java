package dev.tracing.instrument.webclient;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import dev.tracing.instrument.http.HttpAttributes;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import org.springframework.web.service.registry.HttpServiceGroup;
import org.springframework.web.service.registry.ImportHttpServices;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of the clients that trace, and of what the application does to them.
 */
class WebClientTracingTests extends AbstractWebClientTests {

	/**
	 * Retries below the client's own operators.
	 */
	private static final ExchangeFilterFunction RETRYING = (request, next) -> next.exchange(request)
		.flatMap((response) -> (response.statusCode().is5xxServerError())
				? response.releaseBody().then(Mono.<ClientResponse>error(new IllegalStateException("again")))
				: Mono.just(response))
		.retry(5);

	@Test
	void clientMadeByHandKeepsItsSettings() {
		List<String> calls = new ArrayList<>();
		withClient(() -> WebClient.builder()
			.baseUrl("http://localhost:" + this.server.port())
			.defaultHeader("X-Default", "1")
			.defaultCookie("flavour", "oat")
			.defaultRequest((request) -> request.header("X-Request", "2"))
			.filter(recording("first", calls))
			.filter(recording("second", calls))
			.defaultStatusHandler(HttpStatusCode::isError, (response) -> {
				calls.add("handled");
				return Mono.empty();
			})
			.build()).run((context) -> {
				context.getBean(WebClient.class).get().uri("/status/503").retrieve().toBodilessEntity().block();
				assertThat(calls).containsExactly("first", "second", "handled");
				assertThat(this.server.request().header("x-default")).containsExactly("1");
				assertThat(this.server.request().header("x-request")).containsExactly("2");
				assertThat(this.server.request().header("cookie")).containsExactly("flavour=oat");
				assertThat(this.tracing.recorder()).hasSpanCount(1);
			});
	}

	@Test
	void requestKeepsAllItHas() {
		withClient(WebClient::create).run((context) -> {
			AtomicReference<Object> attribute = new AtomicReference<>();
			WebClient webClient = context.getBean(WebClient.class).mutate().filter((request, next) -> {
				attribute.set(request.attribute("colour").orElseThrow());
				return next.exchange(ClientRequest.from(request).header("X-Filter", "4").build());
			}).build();
			webClient.put()
				.uri(this.server.url("/status/200"))
				.header("X-One", "1", "2")
				.cookie("flavour", "oat")
				.attribute("colour", "blue")
				.httpRequest((request) -> request.getHeaders().set("X-Native", "3"))
				.bodyValue("body")
				.retrieve()
				.toBodilessEntity()
				.block();
			assertThat(this.server.request().header("x-one")).containsExactly("1", "2");
			assertThat(this.server.request().header("x-native")).containsExactly("3");
			assertThat(this.server.request().header("x-filter")).containsExactly("4");
			assertThat(this.server.request().header("cookie")).containsExactly("flavour=oat");
			assertThat(this.server.request().header("traceparent")).containsExactly(traceparent(span()));
			assertThat(this.server.request().bodyLength()).isEqualTo(4);
			assertThat(attribute).hasValue("blue");
		});
	}

	@Test
	void childrenOfAClientTraceOnce() {
		withClient(WebClient::create).run((context) -> {
			WebClient child = context.getBean(WebClient.class).mutate().defaultHeader("X-Child", "1").build();
			get(child, "/status/200").block();
			get(child.mutate().build(), "/status/200").block();
			assertThat(this.tracing.recorder()).hasSpanCount(2);
			assertThat(this.server.requests()).allSatisfy((request) -> {
				assertThat(request.header("x-child")).containsExactly("1");
				assertThat(request.header("traceparent")).hasSize(1);
			});
		});
	}

	@Test
	void clientThatTracesAlreadyIsTheSameClient() {
		withClient(WebClient::create).run((context) -> {
			WebClient webClient = context.getBean(WebClient.class);
			WebClientTracing tracing = context.getBean(WebClientTracing.class);
			assertThat(tracing.trace(webClient)).isSameAs(webClient);
			get(tracing.trace(webClient.mutate().filters((filters) -> filters.add(0, RETRYING)).build()), "/flaky")
				.block();
			assertThat(this.tracing.recorder()).hasSpanCount(3);
		});
	}

	@Test
	void attemptsOfARetryingFilterAreASpanEach() {
		this.contextRunner.run((context) -> {
			WebClient webClient = context.getBean(WebClient.Builder.class).filter(RETRYING).build();
			assertThat(get(webClient, "/flaky").block()).isEqualTo("done");
			assertThreeAttempts();
		});
	}

	@Test
	void attemptsOfARetryingFilterInACopyAreASpanEach() {
		this.contextRunner.run((context) -> {
			WebClient webClient = context.getBean(WebClient.Builder.class)
				.filter(recording("1", new ArrayList<>()))
				.build();
			assertThat(get(webClient.mutate().filter(RETRYING).build(), "/flaky").block()).isEqualTo("done");
			assertThreeAttempts();
		});
	}

	@Test
	void attemptsOfARetryingFilterAreASpanEachWhereverTheApplicationPutsIt() {
		this.contextRunner.run((context) -> {
			List<String> calls = new ArrayList<>();
			WebClient webClient = context.getBean(WebClient.Builder.class)
				.filters((filters) -> filters.add(0, recording("first", calls)))
				.filter(RETRYING)
				.build();
			assertThat(get(webClient, "/flaky").block()).isEqualTo("done");
			assertThat(calls).containsExactly("first");
			assertThreeAttempts();
		});
	}

	@Test
	void attemptsOfARetryingFilterOfAClientMadeByHandAreASpanEach() {
		withClient(() -> WebClient.builder().filter(RETRYING).build()).run((context) -> {
			assertThat(get(context.getBean(WebClient.class), "/flaky").block()).isEqualTo("done");
			assertThreeAttempts();
		});
	}

	private void assertThreeAttempts() {
		assertThat(this.tracing.recorder().awaitSpans(3))
			.extracting((span) -> span.getAttributes().get(HttpAttributes.RESPONSE_STATUS_CODE))
			.containsExactly(503L, 503L, 200L);
		assertThat(this.server.requests()).flatExtracting((request) -> request.header("traceparent"))
			.containsExactlyElementsOf(
					this.tracing.recorder().spans().stream().map(AbstractWebClientTests::traceparent).toList());
	}

	@Test
	void answerOfAFilterIsNoRequest() {
		this.contextRunner.run((context) -> {
			WebClient webClient = context.getBean(WebClient.Builder.class)
				.filter((request, next) -> Mono.just(ClientResponse.create(HttpStatusCode.valueOf(200)).build()))
				.build();
			get(webClient, "/status/200").block();
			assertThat(this.server.requests()).isEmpty();
			assertThat(this.tracing.recorder()).hasNoSpans();
		});
	}

	@Test
	void filtersKeepTheirOrder() {
		this.contextRunner.run((context) -> {
			List<String> calls = new ArrayList<>();
			WebClient webClient = context.getBean(WebClient.Builder.class)
				.filter(recording("first", calls))
				.filter(recording("second", calls))
				.filter(recording("third", calls))
				.build();
			get(webClient, "/status/200").block();
			get(webClient.mutate().filter(recording("fourth", calls)).build(), "/status/200").block();
			assertThat(calls).containsExactly("first", "second", "third", "first", "second", "third", "fourth");
		});
	}

	@Test
	void builderTracesWhenItsFiltersAreReplaced() {
		this.contextRunner.run((context) -> {
			get(context.getBean(WebClient.Builder.class).filters(List::clear).build(), "/status/200").block();
			get(context.getBean(WebClient.Builder.class).clone().filters(List::clear).build(), "/status/200").block();
			assertThat(this.tracing.recorder()).hasSpanCount(2);
		});
	}

	@Test
	void builderRemainsTheSameBuilder() {
		AtomicReference<WebClient.Builder> customized = new AtomicReference<>();
		this.contextRunner.withBean(WebClientCustomizer.class, () -> customized::set).run((context) -> {
			WebClient.Builder builder = context.getBean(WebClient.Builder.class);
			assertThat(builder).isEqualTo(customized.get()).hasSameHashCodeAs(customized.get());
			assertThat(builder.baseUrl("http://localhost")).isSameAs(builder);
			assertThat(builder.apply((same) -> same.defaultHeader("X-One", "1"))).isSameAs(builder);
			assertThat(builder.toString()).isEqualTo(customized.get().toString());
			assertThat(context.getBean(WebClient.Builder.class)).isNotEqualTo(builder);
		});
	}

	@Test
	void builderThrowsWhatTheOriginalThrows() {
		this.contextRunner.run((context) -> {
			WebClient.Builder builder = context.getBean(WebClient.Builder.class);
			assertThatIllegalArgumentException().isThrownBy(() -> builder.filter(null));
		});
	}

	@Test
	void tracesABuilderThatTheApplicationDefines() {
		this.contextRunner.withUserConfiguration(OwnBuilder.class).run((context) -> {
			get(context.getBean(WebClient.Builder.class).build(), "/status/200").block();
			assertThat(this.tracing.recorder()).hasSpanCount(1);
			assertThat(this.server.request().header("x-own")).containsExactly("1");
		});
	}

	@Test
	void tracesABuilderThatOnlyMeetsTheCustomizers() {
		this.contextRunner.run((context) -> {
			WebClient.Builder builder = WebClient.builder();
			context.getBeanProvider(WebClientCustomizer.class)
				.orderedStream()
				.forEach((customizer) -> customizer.customize(builder));
			get(builder.filter(RETRYING).build(), "/flaky").block();
			assertThreeAttempts();
		});
	}

	@Test
	void leavesOtherImplementationsAlone() {
		withClient(() -> new DelegatingWebClient(WebClient.create())).run((context) -> {
			assertThat(context.getBean(WebClient.class)).isInstanceOf(DelegatingWebClient.class);
			get(context.getBean(WebClient.class), "/status/200").block();
			assertThat(this.tracing.recorder()).hasNoSpans();
		});
	}

	@Test
	void tracesHttpInterfacesOnAnyClient() {
		withClient(WebClient::create).run((context) -> {
			HttpServiceProxyFactory factory = HttpServiceProxyFactory
				.builderFor(WebClientAdapter.create(context.getBean(WebClient.class)))
				.build();
			factory.createClient(Service.class).get(this.server.url("/status/200")).block();
			assertThat(this.tracing.recorder()).hasSpanCount(1);
		});
	}

	@Test
	void tracesBelowTheFiltersThatAGroupEndsUpWith() {
		this.contextRunner.withUserConfiguration(ConfiguredGroup.class).run((context) -> {
			context.getBean(Service.class).get(this.server.url("/flaky")).block();
			assertThreeAttempts();
		});
	}

	private ApplicationContextRunner withClient(Supplier<WebClient> client) {
		return this.contextRunner.withBean(WebClient.class, client);
	}

	private static ExchangeFilterFunction recording(String name, List<String> calls) {
		return (request, next) -> {
			calls.add(name);
			return next.exchange(request);
		};
	}

	interface Service {

		@GetExchange
		Mono<String> get(URI url);

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBuilder {

		@Bean
		@Scope("prototype")
		WebClient.Builder ownBuilder() {
			return WebClient.builder().defaultHeader("X-Own", "1");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "services", types = Service.class, clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
	static class ConfiguredGroup {

		@Bean
		WebClientHttpServiceGroupConfigurer configurer() {
			return (groups) -> groups.forEachClient((group, builder) -> builder.filter(RETRYING));
		}

	}

}
