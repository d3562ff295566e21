package dev.tracing.instrument.restclient;

import java.io.IOException;
import java.net.URI;

import dev.tracing.instrument.http.HttpClientSpans;

import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;

/**
 * A request whose body can be streamed, which whoever writes one finds out by its type.
 */
final class TracingStreamingClientHttpRequest extends TracingClientHttpRequest implements StreamingHttpOutputMessage {

	private final StreamingHttpOutputMessage message;

	TracingStreamingClientHttpRequest(ClientHttpRequest request, StreamingHttpOutputMessage message, URI url,
			HttpMethod method, HttpClientSpans spans) {
		super(request, url, method, spans);
		this.message = message;
	}

	@Override
	public void setBody(Body body) {
		this.message.setBody(body);
	}

	@Override
	public void setBody(byte[] body) throws IOException {
		this.message.setBody(body);
	}

}
