package dev.tracing.instrument.restclient;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.HttpAttributes;
import dev.tracing.instrument.http.RecordingHttpServer;
import dev.tracing.observation.ObservationTracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import org.springframework.web.service.registry.ImportHttpServices;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Tests of what is particular to {@link RestClient}.
 */
class RestClientTracingTests {

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create();

	private final RecordingHttpServer server = new RecordingHttpServer();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(TracingAutoConfiguration.class, RestClientTracingAutoConfiguration.class,
						HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class,
						HttpMessageConvertersAutoConfiguration.class, RestClientAutoConfiguration.class,
						HttpServiceClientPropertiesAutoConfiguration.class, HttpServiceClientAutoConfiguration.class))
		.withPropertyValues("spring.http.clients.imperative.factory=jdk")
		.withBean(TraceRecorder.class, this.tracing::recorder);

	private final List<RestClient> created = new ArrayList<>();

	@AfterEach
	void stopServer() {
		this.server.close();
	}

	@AfterEach
	void stopCreatedClients() throws Exception {
		for (RestClient restClient : this.created) {
			ClientHttpRequestFactory factory = RequestFactories.of(restClient);
			if (factory instanceof TracingClientHttpRequestFactory tracing) {
				factory = tracing.getDelegate();
			}
			if (factory instanceof DisposableBean disposable) {
				disposable.destroy();
			}
		}
	}

	@Test
	void clientMadeByHandKeepsItsSettings() {
		List<String> calls = new ArrayList<>();
		withClient(() -> RestClient.builder()
			.requestFactory(new JdkClientHttpRequestFactory())
			.baseUrl(this.server.url(""))
			.defaultHeader("X-Default", "1")
			.defaultCookie("flavour", "oat")
			.defaultRequest((request) -> request.header("X-Request", "2"))
			.requestInitializer((request) -> request.getHeaders().set("X-Initialized", "3"))
			.requestInterceptor(recording("first", calls))
			.requestInterceptor(recording("second", calls))
			.defaultStatusHandler(HttpStatusCode::isError, (request, response) -> calls.add("handled"))
			.build()).run((context) -> {
				context.getBean(RestClient.class).get().uri("/status/503").retrieve().toBodilessEntity();
				assertThat(calls).containsExactly("first", "second", "handled");
				assertThat(this.server.request().header("x-default")).containsExactly("1");
				assertThat(this.server.request().header("x-request")).containsExactly("2");
				assertThat(this.server.request().header("x-initialized")).containsExactly("3");
				assertThat(this.server.request().header("cookie")).containsExactly("flavour=oat");
				assertThat(this.tracing.recorder()).hasSpanCount(1);
			});
	}

	@Test
	void childrenOfAClientTraceOnce() {
		withClient(this::create).run((context) -> {
			RestClient child = context.getBean(RestClient.class).mutate().defaultHeader("X-Child", "1").build();
			get(child, "/status/200");
			get(child.mutate().build(), "/status/200");
			assertThat(this.tracing.recorder()).hasSpanCount(2);
			assertThat(this.server.requests()).allSatisfy((request) -> {
				assertThat(request.header("x-child")).containsExactly("1");
				assertThat(request.header("traceparent")).hasSize(1);
			});
		});
	}

	@Test
	void childThatIsABeanIsTheSameClient() {
		this.contextRunner.withUserConfiguration(Family.class).run((context) -> {
			get(context.getBean("parent", RestClient.class), "/status/200");
			get(context.getBean("child", RestClient.class), "/status/200");
			assertThat(this.tracing.recorder()).hasSpanCount(2);
		});
	}

	@Test
	void attemptsOfARetryingInterceptorAreASpanEach() {
		this.contextRunner.run((context) -> {
			RestClient restClient = context.getBean(RestClient.Builder.class)
				.requestInterceptor((request, body, execution) -> {
					ClientHttpResponse response = execution.execute(request, body);
					while (response.getStatusCode().is5xxServerError()) {
						response.close();
						response = execution.execute(request, body);
					}
					return response;
				})
				.build();
			assertThat(get(restClient, "/flaky")).isEqualTo("done");
			assertThat(this.tracing.recorder().awaitSpans(3))
				.extracting((span) -> span.getAttributes().get(HttpAttributes.RESPONSE_STATUS_CODE))
				.containsExactly(503L, 503L, 200L);
		});
	}

	@Test
	void builderTracesTheRequestFactoryItIsGivenLast() {
		this.contextRunner.run((context) -> {
			RestClient.Builder builder = context.getBean(RestClient.Builder.class);
			get(builder.requestFactory(new SimpleClientHttpRequestFactory()).build(), "/status/200");
			get(builder.clone().requestFactory(new JdkClientHttpRequestFactory()).build(), "/status/200");
			get(builder.apply((same) -> same.requestFactory(new SimpleClientHttpRequestFactory())).build(),
					"/status/200");
			assertThat(this.tracing.recorder()).hasSpanCount(3);
		});
	}

	@Test
	void builderRemainsTheSameBuilder() {
		AtomicReference<RestClient.Builder> customized = new AtomicReference<>();
		this.contextRunner.withBean(RestClientCustomizer.class, () -> customized::set).run((context) -> {
			RestClient.Builder builder = context.getBean(RestClient.Builder.class);
			assertThat(builder).isEqualTo(customized.get()).hasSameHashCodeAs(customized.get());
			assertThat(builder.baseUrl("http://localhost")).isSameAs(builder);
			assertThat(builder.toString()).isEqualTo(customized.get().toString());
			assertThat(context.getBean(RestClient.Builder.class)).isNotEqualTo(builder);
		});
	}

	@Test
	void builderThrowsWhatTheOriginalThrows() {
		this.contextRunner.run((context) -> assertThat(context.getBean(RestClient.Builder.class)).satisfies(
				(builder) -> assertThatIllegalArgumentException().isThrownBy(() -> builder.requestInterceptor(null))));
	}

	@Test
	void tracesABuilderThatTheApplicationDefines() {
		this.contextRunner.withUserConfiguration(OwnBuilder.class).run((context) -> {
			RestClient restClient = context.getBean(RestClient.Builder.class).build();
			get(restClient, "/status/200");
			assertThat(this.tracing.recorder()).hasSpanCount(1);
			assertThat(this.server.request().header("x-own")).containsExactly("1");
		});
	}

	@Test
	void tracesABuilderThatOnlyMeetsTheCustomizers() {
		this.contextRunner.run((context) -> {
			RestClient.Builder builder = RestClient.builder();
			context.getBeanProvider(RestClientCustomizer.class)
				.orderedStream()
				.forEach((customizer) -> customizer.customize(builder));
			RestClient restClient = builder.build();
			this.created.add(restClient);
			get(restClient, "/status/200");
			assertThat(this.tracing.recorder()).hasSpanCount(1);
		});
	}

	@Test
	void leavesOtherImplementationsAlone() {
		withClient(() -> new DelegatingRestClient(create())).run((context) -> {
			assertThat(context.getBean(RestClient.class)).isInstanceOf(DelegatingRestClient.class);
			get(context.getBean(RestClient.class), "/status/200");
			assertThat(this.tracing.recorder()).hasNoSpans();
		});
	}

	@Test
	void tracesHttpInterfacesOnAnyClient() {
		withClient(this::create).run((context) -> {
			HttpServiceProxyFactory factory = HttpServiceProxyFactory
				.builderFor(RestClientAdapter.create(context.getBean(RestClient.class)))
				.build();
			factory.createClient(Service.class).get(this.server.url("/status/200"));
			assertThat(this.tracing.recorder()).hasSpanCount(1);
		});
	}

	@Test
	void tracesTheRequestFactoryThatAGroupEndsUpWith() {
		this.contextRunner.withUserConfiguration(ConfiguredGroup.class).run((context) -> {
			context.getBean(Service.class).get(this.server.url("/status/200"));
			assertThat(this.tracing.recorder()).hasSpanCount(1);
		});
	}

	@Test
	void timersOfTheApplicationStayAsTheyWere() {
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class, MetricsAutoConfiguration.class,
					RestClientObservationAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("handMade", RestClient.class, this::create)
			.run((context) -> {
				get(context.getBean(RestClient.Builder.class).build(), "/status/200");
				get(context.getBean("handMade", RestClient.class), "/status/200");
				assertThat(context.getBean(MeterRegistry.class).get("http.client.requests").timer().count())
					.isEqualTo(1);
				assertThat(this.tracing.recorder()).hasSpanCount(2);
			});
	}

	@Test
	void observedRequestIsOneSpanAndCountedOnce() {
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(ObservationTracingAutoConfiguration.class,
					ObservationAutoConfiguration.class, MetricsAutoConfiguration.class,
					MicrometerTracingAutoConfiguration.class, RestClientObservationAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				RestClient restClient = context.getBean(RestClient.Builder.class).build();
				Observation.createNotStarted("place-order", context.getBean(ObservationRegistry.class))
					.observe(() -> get(restClient, "/status/200"));
				assertThat(this.tracing.recorder()).hasSingleTrace((trace) -> trace.hasTree("""
						place-order
						  GET [CLIENT]
						"""));
				assertThat(this.server.request().header("traceparent")).hasSize(1);
				assertThat(context.getBean(MeterRegistry.class).get("http.client.requests").timer().count())
					.isEqualTo(1);
			});
	}

	@Test
	void interruptedRequestIsNoError() {
		this.contextRunner.run((context) -> {
			RestClient restClient = context.getBean(RestClient.Builder.class).build();
			Thread thread = new Thread(() -> catchThrowable(() -> get(restClient, "/hang")));
			thread.start();
			await().until(() -> !this.server.requests().isEmpty());
			thread.interrupt();
			thread.join();
			assertThat(this.tracing.recorder().awaitSpans(1)).singleElement()
				.satisfies((span) -> assertThat(span).hasNoError().hasNoException());
		});
	}

	@Test
	void statusThatCannotBeReadIsAnErrorForTheSpanAndUnchangedForTheApplication() {
		withClient(() -> RestClient.builder().requestFactory(UnreadableResponse.FACTORY).build()).run((context) -> {
			Throwable failure = catchThrowable(() -> get(context.getBean(RestClient.class), "/status/200"));
			assertThat(failure).hasRootCause(UnreadableResponse.FAILURE);
			assertThat(this.tracing.recorder().awaitSpans(1)).singleElement()
				.satisfies((span) -> assertThat(span).hasError(IOException.class)
					.hasNoAttribute(HttpAttributes.RESPONSE_STATUS_CODE));
		});
	}

	private RestClient create() {
		RestClient restClient = RestClient.create();
		this.created.add(restClient);
		return restClient;
	}

	private ApplicationContextRunner withClient(Supplier<RestClient> client) {
		return this.contextRunner.withBean(RestClient.class, client);
	}

	private String get(RestClient restClient, String path) {
		return restClient.method(HttpMethod.GET).uri(this.server.url(path)).retrieve().body(String.class);
	}

	private static ClientHttpRequestInterceptor recording(String name, List<String> calls) {
		return (request, body, execution) -> {
			calls.add(name);
			return execution.execute(request, body);
		};
	}

	interface Service {

		@GetExchange
		String get(URI url);

	}

	@Configuration(proxyBeanMethods = false)
	static class Family {

		@Bean
		RestClient parent() {
			return RestClient.builder().requestFactory(new JdkClientHttpRequestFactory()).build();
		}

		@Bean
		RestClient child(RestClient parent) {
			return parent.mutate().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBuilder {

		@Bean
		@Scope("prototype")
		RestClient.Builder ownBuilder() {
			return RestClient.builder().requestFactory(new JdkClientHttpRequestFactory()).defaultHeader("X-Own", "1");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "services", types = Service.class)
	static class ConfiguredGroup {

		@Bean
		RestClientHttpServiceGroupConfigurer configurer() {
			return (groups) -> groups
				.forEachClient((group, builder) -> builder.requestFactory(new SimpleClientHttpRequestFactory()));
		}

	}

}
