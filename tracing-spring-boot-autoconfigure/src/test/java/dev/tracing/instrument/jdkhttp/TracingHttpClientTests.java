package dev.tracing.instrument.jdkhttp;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.CookieManager;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.RecordingHttpServer;
import dev.tracing.instrument.restclient.RestClientTracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestTemplate;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TracingHttpClient}.
 */
class TracingHttpClientTests {

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create();

	private final RecordingHttpServer server = new RecordingHttpServer();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, JdkHttpTracingAutoConfiguration.class,
				RestClientTracingAutoConfiguration.class))
		.withBean(TraceRecorder.class, this.tracing::recorder);

	@AfterEach
	void stopServer() {
		this.server.close();
	}

	@Test
	void passesOnWhatItDoesNotTrace() {
		Executor executor = Runnable::run;
		HttpClient client = HttpClient.newBuilder()
			.executor(executor)
			.cookieHandler(new CookieManager())
			.connectTimeout(Duration.ofSeconds(3))
			.followRedirects(HttpClient.Redirect.NORMAL)
			.proxy(ProxySelector.getDefault())
			.version(HttpClient.Version.HTTP_1_1)
			.build();
		withClient(() -> client).run((context) -> {
			HttpClient traced = context.getBean(HttpClient.class);
			assertThat(traced).isInstanceOf(TracingHttpClient.class);
			assertThat(traced.executor()).containsSame(executor);
			assertThat(traced.cookieHandler()).isEqualTo(client.cookieHandler());
			assertThat(traced.connectTimeout()).contains(Duration.ofSeconds(3));
			assertThat(traced.followRedirects()).isEqualTo(HttpClient.Redirect.NORMAL);
			assertThat(traced.proxy()).isEqualTo(client.proxy());
			assertThat(traced.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
			assertThat(traced.authenticator()).isEmpty();
			assertThat(traced.sslContext()).isSameAs(client.sslContext());
			assertThat(traced.sslParameters().getProtocols()).isEqualTo(client.sslParameters().getProtocols());
			assertThat(traced.newWebSocketBuilder()).isNotNull();
			assertThat(traced.toString()).isEqualTo(client.toString());
		});
	}

	@Test
	void passesOnEveryMethodOfTheJdkInUse() {
		assertThat(HttpClient.class.getDeclaredMethods()).filteredOn(TracingHttpClientTests::isInstanceMethod)
			.allSatisfy((method) -> assertThat(
					TracingHttpClient.class.getMethod(method.getName(), method.getParameterTypes()).getDeclaringClass())
				.isEqualTo(TracingHttpClient.class));
	}

	private static boolean isInstanceMethod(Method method) {
		return Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void stopsTheClientWithin() {
		withClient(HttpClient::newHttpClient).run((context) -> {
			TracingHttpClient traced = context.getBean(TracingHttpClient.class);
			assertThat(traced.isTerminated()).isFalse();
			traced.shutdown();
			assertThat(traced.awaitTermination(Duration.ofSeconds(10))).isTrue();
			assertThat(traced.isTerminated()).isTrue();
			traced.shutdownNow();
			traced.close();
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void interruptWhileStoppingIsPassedOn() {
		withClient(HttpClient::newHttpClient).run((context) -> {
			TracingHttpClient traced = context.getBean(TracingHttpClient.class);
			Thread.currentThread().interrupt();
			assertThat(catchThrowable(() -> traced.awaitTermination(Duration.ofSeconds(10))))
				.isInstanceOf(InterruptedException.class);
		});
	}

	@Test
	void requestKeepsAllItHas() {
		withClient(HttpClient::newHttpClient).run((context) -> {
			HttpRequest request = HttpRequest.newBuilder(this.server.url("/status/200"))
				.PUT(BodyPublishers.ofString("body"))
				.header("X-One", "1")
				.header("X-One", "2")
				.version(HttpClient.Version.HTTP_1_1)
				.timeout(Duration.ofSeconds(30))
				.build();
			HttpResponse<String> response = context.getBean(HttpClient.class).send(request, BodyHandlers.ofString());
			assertThat(response.body()).isEqualTo("done");
			assertThat(response.request().timeout()).contains(Duration.ofSeconds(30));
			assertThat(response.request().version()).contains(HttpClient.Version.HTTP_1_1);
			assertThat(this.server.request().header("x-one")).containsExactly("1", "2");
			assertThat(this.server.request().bodyLength()).isEqualTo(4);
			assertThat(request.headers().map()).containsOnlyKeys("X-One");
		});
	}

	@Test
	void cancelledFutureCancelsTheRequestAndIsNoError() {
		withClient(HttpClient::newHttpClient).run((context) -> {
			CompletableFuture<HttpResponse<String>> response = context.getBean(HttpClient.class)
				.sendAsync(HttpRequest.newBuilder(this.server.url("/hang")).build(), BodyHandlers.ofString(), null);
			await().until(() -> !this.server.requests().isEmpty());
			assertThat(response.cancel(true)).isTrue();
			assertThat(this.tracing.recorder().awaitSpans(1)).singleElement()
				.satisfies((span) -> assertThat(span).hasNoError().hasNoException());
		});
	}

	@Test
	void interruptedRequestIsNoError() {
		withClient(HttpClient::newHttpClient).run((context) -> {
			HttpClient client = context.getBean(HttpClient.class);
			HttpRequest request = HttpRequest.newBuilder(this.server.url("/hang")).build();
			Thread thread = new Thread(() -> catchThrowable(() -> client.send(request, BodyHandlers.discarding())));
			thread.start();
			await().until(() -> !this.server.requests().isEmpty());
			thread.interrupt();
			thread.join();
			assertThat(this.tracing.recorder().awaitSpans(1)).singleElement()
				.satisfies((span) -> assertThat(span).hasNoError().hasNoException());
		});
	}

	@Test
	void requestThatTheClientRefusesIsRefusedUnchanged() {
		withClient(HttpClient::newHttpClient).run((context) -> {
			HttpClient client = context.getBean(HttpClient.class);
			assertThatNullPointerException().isThrownBy(() -> client.send(null, BodyHandlers.discarding()));
			assertThatNullPointerException().isThrownBy(() -> client.sendAsync(null, BodyHandlers.discarding()));
			assertThat(this.tracing.recorder()).hasNoSpans();
			HttpRequest request = HttpRequest.newBuilder(this.server.url("/status/200")).build();
			assertThatNullPointerException().isThrownBy(() -> client.sendAsync(request, null));
			assertThat(this.tracing.recorder().awaitSpans(1)).singleElement()
				.satisfies((span) -> assertThat(span).hasError(NullPointerException.class));
		});
	}

	@Test
	void librariesOnTopMakeTheSpanThemselves() {
		withClient(HttpClient::newHttpClient).run((context) -> {
			RestTemplate restTemplate = new RestTemplate(
					new JdkClientHttpRequestFactory(context.getBean(HttpClient.class)));
			context.getAutowireCapableBeanFactory().initializeBean(restTemplate, "restTemplate");
			restTemplate.getForObject(this.server.url("/status/200"), String.class);
			assertThat(this.tracing.recorder()).hasSpanCount(1);
			assertThat(this.server.request().header("traceparent")).hasSize(1);
		});
	}

	@Test
	void leavesOtherImplementationsAlone() {
		HttpClient own = new TracingHttpClient(HttpClient.newHttpClient(), null, new TracingFaults());
		withClient(() -> own).run((context) -> assertThat(context.getBean(HttpClient.class)).isSameAs(own));
	}

	private ApplicationContextRunner withClient(Supplier<HttpClient> client) {
		return this.contextRunner.withBean(HttpClient.class, client);
	}

}
