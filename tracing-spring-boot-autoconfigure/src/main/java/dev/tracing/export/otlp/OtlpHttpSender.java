package dev.tracing.export.otlp;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Sends request bodies to a collector, one attempt per call, with the JDK's HTTP client.
 *
 * <p>
 * Speaks HTTP/1.1: one request at a time gains nothing from HTTP/2, and on a plain
 * connection the JDK would ask for it with upgrade headers that some proxies refuse. A
 * redirect is an answer like any other, for credentials in headers must not travel to a
 * place that nobody configured.
 *
 * <p>
 * {@link #send} is for one thread at a time; {@link #close()} may be called from another
 * and aborts a running attempt.
 */
final class OtlpHttpSender {

	private static final int MAX_RESPONSE_BYTES = 64 * 1024;

	private static final int MAX_THREADS = 2;

	private final URI endpoint;

	private final Map<String, String> headers;

	private final HttpClient.Builder clientBuilder;

	private final ThreadPoolExecutor executor;

	private volatile @Nullable HttpClient client;

	private volatile @Nullable CompletableFuture<?> exchange;

	private volatile boolean closed;

	/**
	 * Create a sender. Nothing is opened or started before the first request.
	 * @param endpoint where to send to
	 * @param headers the headers of each request
	 * @param customizer has the last word on the client
	 */
	OtlpHttpSender(URI endpoint, Map<String, String> headers, Consumer<HttpClient.Builder> customizer) {
		this.endpoint = endpoint;
		this.headers = Map.copyOf(headers);
		this.executor = new ThreadPoolExecutor(MAX_THREADS, MAX_THREADS, 30, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), OtlpHttpSender::thread);
		this.executor.allowCoreThreadTimeOut(true);
		this.clientBuilder = HttpClient.newBuilder()
			.version(Version.HTTP_1_1)
			.followRedirects(Redirect.NEVER)
			.executor(this.executor);
		customizer.accept(this.clientBuilder);
	}

	/**
	 * Send a body once and wait for the answer.
	 * @param body has the body in its first bytes; may still be read after this method
	 * has failed
	 * @param length the length of the body
	 * @param timeout how long to wait, from the look-up of the host to the end of the
	 * answer
	 * @return the answer, whatever its status
	 * @throws IOException if there is no answer
	 * @throws InterruptedException if the thread is interrupted, which aborts the attempt
	 * @throws CancellationException if this sender is closed, which aborts the attempt
	 */
	OtlpResponse send(byte[] body, int length, Duration timeout) throws IOException, InterruptedException {
		HttpRequest request = request(body, length);
		BoundedBody answer = new BoundedBody(MAX_RESPONSE_BYTES);
		CompletableFuture<HttpResponse<byte[]>> exchange = client().sendAsync(request, answer);
		this.exchange = exchange;
		if (this.closed) {
			exchange.cancel(true);
		}
		try {
			HttpResponse<byte[]> response = exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
			return new OtlpResponse(response.statusCode(), response.headers(), response.body());
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			return incomplete(answer, (cause instanceof IOException failure) ? failure : new IOException(cause));
		}
		catch (TimeoutException ex) {
			return incomplete(answer, new HttpTimeoutException("no answer within " + timeout.toMillis() + " ms"));
		}
		finally {
			exchange.cancel(true);
			this.exchange = null;
		}
	}

	/**
	 * Abort a running attempt and release the threads. Later attempts are cancelled.
	 */
	void close() {
		this.closed = true;
		CompletableFuture<?> running = this.exchange;
		if (running != null) {
			running.cancel(true);
		}
		this.executor.shutdown();
		// Before JDK 21 a client cannot be closed: its last thread and idle connection go
		// when it is garbage.
		this.client = null;
	}

	private HttpClient client() {
		if (this.closed) {
			throw new CancellationException();
		}
		HttpClient client = this.client;
		if (client == null) {
			client = this.clientBuilder.build();
			this.client = client;
		}
		return client;
	}

	private HttpRequest request(byte[] body, int length) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.endpoint);
		this.headers.forEach(request::setHeader);
		return request.POST(BodyPublishers.ofByteArray(body, 0, length)).build();
	}

	// A collector that has sent a status has dealt with the spans: sending them again
	// because the rest of its answer is late or lost would store them twice.
	private OtlpResponse incomplete(BoundedBody answer, IOException failure) throws IOException {
		ResponseInfo head = answer.head();
		if (head != null) {
			return new OtlpResponse(head.statusCode(), head.headers(), new byte[0]);
		}
		if (this.closed) {
			throw new CancellationException();
		}
		throw failure;
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "tracing-export-otlp-http");
		thread.setDaemon(true);
		return thread;
	}

}
