package dev.tracing.instrument.jdkhttp;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import dev.tracing.instrument.http.AbstractHttpClientContractTests;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/**
 * Sends requests with a bean of type {@link HttpClient}.
 */
abstract class AbstractJdkHttpContractTests extends AbstractHttpClientContractTests {

	protected abstract HttpResponse<?> send(HttpClient client, HttpRequest request) throws Exception;

	@Override
	protected ApplicationContextRunner clientRunner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JdkHttpTracingAutoConfiguration.class))
			.withBean(HttpClient.class, HttpClient::newHttpClient);
	}

	@Override
	protected String enabledProperty() {
		return "tracing.jdkhttp.enabled";
	}

	@Override
	protected int send(ApplicationContext context, String method, URI url, Map<String, String> headers)
			throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(url).method(method, BodyPublishers.noBody());
		headers.forEach(request::header);
		Integer readTimeout = context.getEnvironment().getProperty("test.read-timeout", Integer.class);
		if (readTimeout != null) {
			request.timeout(Duration.ofMillis(readTimeout));
		}
		return send(context.getBean(HttpClient.class), request.build()).statusCode();
	}

	@Override
	protected int upload(ApplicationContext context, URI url, BodyWriter body) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(url).POST(publisher(body)).build();
		return send(context.getBean(HttpClient.class), request).statusCode();
	}

	private static BodyPublisher publisher(BodyWriter body) {
		return BodyPublishers.ofInputStream(() -> {
			PipedInputStream in = new PipedInputStream();
			try {
				PipedOutputStream out = new PipedOutputStream(in);
				new Thread(() -> write(body, out), "body").start();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			return in;
		});
	}

	private static void write(BodyWriter body, PipedOutputStream out) {
		try {
			body.writeTo(out);
			out.close();
		}
		catch (IOException ex) {
			// The thread ends without closing its end, which breaks the pipe.
		}
	}

	@Override
	protected Throwable libraryFailure(Exception failure) {
		return failure;
	}

	@Override
	protected String protocolVersion() {
		return "1.1";
	}

}
