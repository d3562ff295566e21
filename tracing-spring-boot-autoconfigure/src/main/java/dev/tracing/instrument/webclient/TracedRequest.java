package dev.tracing.instrument.webclient;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

/**
 * A request with the headers of its span. The original is immutable, and a copy of it
 * would take more memory than the span.
 */
final class TracedRequest implements ClientRequest {

	private final ClientRequest original;

	private final Context parent;

	private Context context;

	/**
	 * Names and values in turn.
	 */
	private final List<String> traceHeaders = new ArrayList<>(4);

	/**
	 * Create a request that has no further headers yet.
	 * @param original the request of the application
	 * @param parent the context the request is made in
	 */
	TracedRequest(ClientRequest original, Context parent) {
		this.original = original;
		this.parent = parent;
		this.context = parent;
	}

	ClientRequest original() {
		return this.original;
	}

	void replaceHeader(String name, String value) {
		this.traceHeaders.add(name);
		this.traceHeaders.add(value);
	}

	/**
	 * Set the context to send the request in.
	 * @param context the context
	 */
	void sendIn(Context context) {
		this.context = context;
	}

	@Override
	public HttpMethod method() {
		return this.original.method();
	}

	@Override
	public URI url() {
		return this.original.url();
	}

	@Override
	public HttpHeaders headers() {
		HttpHeaders headers = new HttpHeaders();
		headers.putAll(this.original.headers());
		setTraceHeaders(headers);
		return HttpHeaders.readOnlyHttpHeaders(headers);
	}

	@Override
	public MultiValueMap<String, String> cookies() {
		return this.original.cookies();
	}

	@Override
	public BodyInserter<?, ? super ClientHttpRequest> body() {
		return this.original.body();
	}

	@Override
	public Map<String, Object> attributes() {
		return this.original.attributes();
	}

	@Override
	public @Nullable Consumer<ClientHttpRequest> httpRequest() {
		return this.original.httpRequest();
	}

	@Override
	public String logPrefix() {
		return this.original.logPrefix();
	}

	/**
	 * Write the request. The original only adds headers that are not there yet.
	 */
	@Override
	public Mono<Void> writeTo(ClientHttpRequest request, ExchangeStrategies strategies) {
		setTraceHeaders(request.getHeaders());
		Mono<Void> writing = this.original.writeTo(request, strategies);
		return (Span.fromContext(this.context).isRecording()) ? new RequestWriting(writing, this.parent, this.context)
				: writing;
	}

	private void setTraceHeaders(HttpHeaders headers) {
		for (int i = 0; i < this.traceHeaders.size(); i += 2) {
			headers.set(this.traceHeaders.get(i), this.traceHeaders.get(i + 1));
		}
	}

}
