package dev.tracing.instrument.restclient;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;

import dev.tracing.instrument.http.HttpClientSpans;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;

/**
 * A request that becomes a span when it is executed.
 */
class TracingClientHttpRequest extends HttpRequestWrapper implements ClientHttpRequest {

	private final ClientHttpRequest request;

	private final URI url;

	private final HttpMethod method;

	private final HttpClientSpans spans;

	TracingClientHttpRequest(ClientHttpRequest request, URI url, HttpMethod method, HttpClientSpans spans) {
		super(request);
		this.request = request;
		this.url = url;
		this.method = method;
		this.spans = spans;
	}

	@Override
	public OutputStream getBody() throws IOException {
		return this.request.getBody();
	}

	@Override
	public ClientHttpResponse execute() throws IOException {
		Context context = this.spans.start(Context.current(), this, SpringHttpAdapter.INSTANCE);
		ClientHttpResponse response;
		try (Scope ignored = context.makeCurrent()) {
			response = this.request.execute();
		}
		catch (Throwable ex) {
			this.spans.fail(context, ex);
			throw ex;
		}
		this.spans.end(context, response, SpringHttpAdapter.INSTANCE);
		return response;
	}

	/**
	 * Return what was asked for. Some libraries would have to put method and URL together
	 * again.
	 */
	String method() {
		return this.method.name();
	}

	URI url() {
		return this.url;
	}

}
