package dev.tracing.instrument.jdkhttp;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.http.HttpClientSpans;
import dev.tracing.logging.TracingFaults;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A client whose requests become spans. Everything else goes to the client within.
 */
final class TracingHttpClient extends HttpClient {

	private final HttpClient client;

	private final Deferred<HttpClientSpans> spans;

	private final TracingFaults faults;

	TracingHttpClient(HttpClient client, Deferred<HttpClientSpans> spans, TracingFaults faults) {
		this.client = client;
		this.spans = spans;
		this.faults = faults;
	}

	@Override
	public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> responseBodyHandler)
			throws IOException, InterruptedException {
		Exchange exchange = Exchange.start(request, this.spans.get(), this.faults);
		if (exchange == null) {
			return this.client.send(request, responseBodyHandler);
		}
		HttpResponse<T> response;
		try (Scope ignored = exchange.makeCurrent()) {
			response = this.client.send(exchange.request(), responseBodyHandler);
		}
		catch (Throwable ex) {
			exchange.end(null, ex);
			throw ex;
		}
		exchange.end(response, null);
		return response;
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> responseBodyHandler) {
		return sendAsync(request, responseBodyHandler, null);
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> responseBodyHandler,
			@Nullable PushPromiseHandler<T> pushPromiseHandler) {
		Exchange exchange = Exchange.start(request, this.spans.get(), this.faults);
		if (exchange == null) {
			return this.client.sendAsync(request, responseBodyHandler, pushPromiseHandler);
		}
		CompletableFuture<HttpResponse<T>> response;
		try (Scope ignored = exchange.makeCurrent()) {
			response = this.client.sendAsync(exchange.request(), responseBodyHandler, pushPromiseHandler);
		}
		catch (Throwable ex) {
			exchange.end(null, ex);
			throw ex;
		}
		CompletableFuture<?> ignored = response.whenComplete(exchange::end);
		// The original: to cancel what depends on it would not cancel the request.
		return response;
	}

	@Override
	public Optional<CookieHandler> cookieHandler() {
		return this.client.cookieHandler();
	}

	@Override
	public Optional<Duration> connectTimeout() {
		return this.client.connectTimeout();
	}

	@Override
	public Redirect followRedirects() {
		return this.client.followRedirects();
	}

	@Override
	public Optional<ProxySelector> proxy() {
		return this.client.proxy();
	}

	@Override
	public SSLContext sslContext() {
		return this.client.sslContext();
	}

	@Override
	public SSLParameters sslParameters() {
		return this.client.sslParameters();
	}

	@Override
	public Optional<Authenticator> authenticator() {
		return this.client.authenticator();
	}

	@Override
	public Version version() {
		return this.client.version();
	}

	@Override
	public Optional<Executor> executor() {
		return this.client.executor();
	}

	@Override
	public WebSocket.Builder newWebSocketBuilder() {
		return this.client.newWebSocketBuilder();
	}

	public void close() {
		HttpClientLifecycle.close(this.client);
	}

	public void shutdown() {
		HttpClientLifecycle.shutdown(this.client);
	}

	public void shutdownNow() {
		HttpClientLifecycle.shutdownNow(this.client);
	}

	public boolean isTerminated() {
		return HttpClientLifecycle.isTerminated(this.client);
	}

	public boolean awaitTermination(Duration duration) throws InterruptedException {
		return HttpClientLifecycle.awaitTermination(this.client, duration);
	}

	@Override
	public String toString() {
		return this.client.toString();
	}

}
