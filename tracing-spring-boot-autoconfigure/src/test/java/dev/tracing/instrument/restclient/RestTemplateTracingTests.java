package dev.tracing.instrument.restclient;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.HttpAttributes;
import dev.tracing.instrument.http.RecordingHttpServer;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.interceptor.DebugInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.support.HttpRequestWrapper;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestOperations;
import org.springframework.web.client.RestTemplate;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what is particular to {@link RestTemplate}.
 */
class RestTemplateTracingTests {

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create();

	private final RecordingHttpServer server = new RecordingHttpServer();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(TracingAutoConfiguration.class, RestClientTracingAutoConfiguration.class,
						HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class,
						RestTemplateAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class))
		.withPropertyValues("spring.http.clients.imperative.factory=simple")
		.withBean(TraceRecorder.class, this.tracing::recorder);

	@AfterEach
	void stopServer() {
		this.server.close();
	}

	@Test
	void interceptorsOfTheApplicationRunInTheirOrderAboveTheSpan() {
		List<String> calls = new ArrayList<>();
		this.contextRunner.withBean(RestTemplate.class, () -> {
			RestTemplate restTemplate = new RestTemplate();
			restTemplate.getInterceptors().add(recording("first", calls));
			restTemplate.getInterceptors().add(recording("second", calls));
			return restTemplate;
		}).run((context) -> {
			RestTemplate restTemplate = context.getBean(RestTemplate.class);
			get(restTemplate, "/status/200");
			assertThat(calls).containsExactly("first", "second");
			assertThat(restTemplate.getInterceptors()).hasSize(2);
			assertThat(this.tracing.recorder()).hasSpanCount(1);
		});
	}

	@Test
	void attemptsOfARetryingInterceptorAreASpanEach() {
		this.contextRunner.withBean(RestTemplate.class, () -> {
			RestTemplate restTemplate = new RestTemplate();
			restTemplate.getInterceptors().add(RestTemplateTracingTests::retry);
			return restTemplate;
		}).run((context) -> {
			assertThat(get(context.getBean(RestTemplate.class), "/flaky")).isEqualTo("done");
			assertThat(this.tracing.recorder().awaitSpans(3))
				.extracting((span) -> span.getAttributes().get(HttpAttributes.RESPONSE_STATUS_CODE))
				.containsExactly(503L, 503L, 200L);
			assertThat(this.server.requests()).extracting((request) -> request.header("traceparent"))
				.doesNotHaveDuplicates()
				.allSatisfy((values) -> assertThat(values).hasSize(1));
		});
	}

	@Test
	void seesWhatInterceptorsMakeOfARequest() {
		this.contextRunner.withPropertyValues("tracing.http.client.capture-request-headers=x-tenant")
			.withBean(RestTemplate.class, () -> {
				RestTemplate restTemplate = new RestTemplate();
				restTemplate.getInterceptors().add((request, body, execution) -> {
					request.getHeaders().set("X-Tenant", "acme");
					return execution.execute(redirect(request, this.server.url("/status/201")), body);
				});
				return restTemplate;
			})
			.run((context) -> {
				context.getBean(RestTemplate.class).getForObject("http://lb.invalid/orders", String.class);
				assertThat(this.tracing.recorder().awaitSpans(1)).singleElement()
					.satisfies((span) -> assertThat(span)
						.hasAttribute(HttpAttributes.URL_FULL, this.server.url("/status/201").toString())
						.hasAttribute("http.request.header.x-tenant", List.of("acme")));
			});
	}

	@Test
	void keepsTheSettingsOfATemplate() {
		SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
		this.contextRunner.withBean(RestTemplate.class, () -> {
			RestTemplate restTemplate = new RestTemplate(factory);
			restTemplate.setBufferingPredicate((url, method) -> url.getPath().equals("/status/200"));
			restTemplate.getInterceptors().add(recording("one", new ArrayList<>()));
			return restTemplate;
		}).run((context) -> {
			RestTemplate restTemplate = context.getBean(RestTemplate.class);
			TracingClientHttpRequestFactory tracing = (TracingClientHttpRequestFactory) RequestFactories
				.of(restTemplate);
			assertThat(tracing.getDelegate()).isSameAs(factory);
			String body = restTemplate.execute(this.server.url("/status/200"), HttpMethod.GET, null, (response) -> {
				response.getBody().readAllBytes();
				return new String(response.getBody().readAllBytes());
			});
			assertThat(body).isEqualTo("done");
			assertThat(this.tracing.recorder()).hasSpanCount(1);
		});
	}

	@Test
	void isTracedOnceWhoeverInstrumentsIt() {
		this.contextRunner.withUserConfiguration(OverInstrumented.class).run((context) -> {
			get(context.getBean("customized", RestTemplate.class), "/status/200");
			get(context.getBean("buffering", RestTemplate.class), "/status/200");
			get(context.getBean("wrapping", RestTemplate.class), "/status/200");
			assertThat(this.tracing.recorder()).hasSpanCount(3);
		});
	}

	@Test
	void tracesATemplateThatIsNoBean() {
		this.contextRunner.run((context) -> {
			get(context.getBean(RestTemplateBuilder.class).build(), "/status/200");
			assertThat(this.tracing.recorder()).hasSpanCount(1);
		});
	}

	@Test
	void tracesTheRequestFactoryThatABeanEndsUpWith() {
		this.contextRunner.withBean(RestTemplate.class, () -> {
			RestTemplate restTemplate = new RestTemplateBuilder().detectRequestFactory(false).build();
			restTemplate.setRequestFactory(new SimpleClientHttpRequestFactory());
			return restTemplate;
		}).run((context) -> {
			get(context.getBean(RestTemplate.class), "/status/200");
			assertThat(this.tracing.recorder()).hasSpanCount(1);
		});
	}

	@Test
	void tracesBeansOfAllShapes() {
		this.contextRunner.withUserConfiguration(Shapes.class).run((context) -> {
			assertThat(context.getBean("prototype")).isNotSameAs(context.getBean("prototype"));
			get(context.getBean("prototype", RestTemplate.class), "/status/200");
			get(context.getBean("prototype", RestTemplate.class), "/status/200");
			get(context.getBean("subclass", RestTemplate.class), "/status/200");
			context.getBean("operations", RestOperations.class)
				.getForObject(this.server.url("/status/200"), String.class);
			RestTemplate proxied = context.getBean("proxied", RestTemplate.class);
			assertThat(AopUtils.isAopProxy(proxied)).isTrue();
			get(proxied, "/status/200");
			assertThat(this.tracing.recorder()).hasSpanCount(5);
		});
	}

	@Test
	void leavesAScopedProxyAsleep() {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(TracingAutoConfiguration.class, RestClientTracingAutoConfiguration.class))
			.withUserConfiguration(ScopedTemplate.class)
			.run((context) -> assertThat(context).hasNotFailed().hasBean("scoped"));
	}

	@Test
	void leavesATemplateAloneThatCannotBeChanged() {
		this.contextRunner.withBean(RestTemplate.class, UnchangeableRestTemplate::new).run((context) -> {
			assertThat(context).hasNotFailed();
			get(context.getBean(RestTemplate.class), "/status/200");
			assertThat(this.tracing.recorder()).hasNoSpans();
			assertThat(context.getBean(TracingFaults.class).count()).isEqualTo(1);
		});
	}

	@Test
	void startsAnApplicationWhoseExporterIsAClientItself() {
		this.contextRunner.withUserConfiguration(ExporterOnTemplate.class).run((context) -> {
			assertThat(context).hasNotFailed();
			get(context.getBean(RestTemplate.class), "/status/200");
			assertThat(this.tracing.recorder()).hasSpanCount(1);
		});
	}

	@Test
	void requestsBeforeTracingIsThereGoOutUntraced() {
		this.contextRunner.withUserConfiguration(SamplerOnTemplate.class)
			.withPropertyValues("test.rules=" + this.server.url("/status/200"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(this.server.request().header("traceparent")).isEmpty();
				get(context.getBean(RestTemplate.class), "/status/200");
				assertThat(this.tracing.recorder()).hasSpanCount(1);
			});
	}

	@Test
	void clientMadeOfATemplateTracesOnce() {
		this.contextRunner.withBean(RestTemplate.class, RestTemplate::new).run((context) -> {
			RestClient.create(context.getBean(RestTemplate.class))
				.get()
				.uri(this.server.url("/status/200"))
				.retrieve()
				.toBodilessEntity();
			assertThat(this.tracing.recorder()).hasSpanCount(1);
		});
	}

	private @Nullable String get(RestTemplate restTemplate, String path) {
		return restTemplate.getForObject(this.server.url(path), String.class);
	}

	private static ClientHttpRequestInterceptor recording(String name, List<String> calls) {
		return (request, body, execution) -> {
			calls.add(name);
			return execution.execute(request, body);
		};
	}

	private static ClientHttpResponse retry(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		ClientHttpResponse response = execution.execute(request, body);
		while (response.getStatusCode().is5xxServerError()) {
			response.close();
			response = execution.execute(request, body);
		}
		return response;
	}

	private static HttpRequest redirect(HttpRequest request, URI url) {
		return new HttpRequestWrapper(request) {

			@Override
			public URI getURI() {
				return url;
			}

		};
	}

	@Configuration(proxyBeanMethods = false)
	static class OverInstrumented {

		@Bean
		RestTemplate customized(RestTemplateBuilder builder, RestTemplateCustomizer customizer) {
			RestTemplate restTemplate = builder.build();
			customizer.customize(restTemplate);
			return restTemplate;
		}

		@Bean
		RestTemplate buffering(RestTemplateBuilder builder) {
			RestTemplate restTemplate = builder.build();
			restTemplate.setRequestFactory(new BufferingClientHttpRequestFactory(restTemplate.getRequestFactory()));
			return restTemplate;
		}

		@Bean
		RestTemplate wrapping(RestTemplateBuilder builder) {
			RestTemplate restTemplate = builder.build();
			ClientHttpRequestFactory factory = restTemplate.getRequestFactory();
			restTemplate.setRequestFactory((url, method) -> factory.createRequest(url, method));
			return restTemplate;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Shapes {

		@Bean
		@Scope("prototype")
		RestTemplate prototype() {
			return new RestTemplate();
		}

		@Bean
		RestTemplate subclass() {
			return new RestTemplate() {
			};
		}

		@Bean
		RestOperations operations() {
			return new RestTemplate();
		}

		@Bean
		RestTemplate proxied() {
			return new RestTemplate();
		}

		@Bean
		static BeanPostProcessor proxyCreator() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					if (!beanName.equals("proxied")) {
						return bean;
					}
					ProxyFactory factory = new ProxyFactory(bean);
					factory.setProxyTargetClass(true);
					factory.addAdvice(new DebugInterceptor());
					return factory.getProxy();
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedTemplate {

		@Bean
		@Scope(scopeName = "request", proxyMode = ScopedProxyMode.TARGET_CLASS)
		RestTemplate scoped() {
			return new RestTemplate();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ExporterOnTemplate {

		@Bean
		RestTemplate restTemplate() {
			return new RestTemplate();
		}

		@Bean
		SpanExporter templateSpanExporter(RestTemplate restTemplate) {
			return InMemorySpanExporter.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SamplerOnTemplate {

		@Bean
		RestTemplate restTemplate() {
			return new RestTemplate();
		}

		@Bean
		Sampler samplerWithRules(RestTemplate restTemplate, @Value("${test.rules}") URI rules) {
			restTemplate.getForObject(rules, String.class);
			return Sampler.alwaysOn();
		}

	}

	/**
	 * Refuses another request factory, as a mock might.
	 */
	static final class UnchangeableRestTemplate extends RestTemplate {

		@Override
		public void setRequestFactory(ClientHttpRequestFactory requestFactory) {
			throw new UnsupportedOperationException("unchangeable");
		}

	}

}
