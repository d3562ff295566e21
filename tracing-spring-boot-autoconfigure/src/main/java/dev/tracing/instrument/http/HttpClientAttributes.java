package dev.tracing.instrument.http;

import java.net.URI;

import dev.tracing.instrument.AttributeTarget;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client's request before it is sent: the span's name and its
 * attributes. Immutable.
 */
final class HttpClientAttributes {

	private final HttpMethods methods;

	private final UrlRedactor redactor;

	private final boolean urlTemplates;

	private final CapturedHeaders requestHeaders;

	HttpClientAttributes(HttpTracingProperties properties) {
		HttpTracingProperties.Client client = properties.getClient();
		this.methods = new HttpMethods(properties.getKnownMethods());
		this.redactor = new UrlRedactor(properties.getRedactedParameters());
		this.urlTemplates = client.isUrlTemplate();
		this.requestHeaders = CapturedHeaders.ofRequest("tracing.http.client.capture-request-headers",
				client.getCaptureRequestHeaders());
	}

	/**
	 * Return the name of a request's span.
	 * @param <Q> type of the request
	 * @param request the request
	 * @param adapter translates it
	 * @return the method, followed by the template of the URL if that is wanted and known
	 */
	<Q> String spanName(Q request, HttpClientAdapter<Q, ?> adapter) {
		String name = this.methods.spanName(adapter.method(request));
		String template = urlTemplate(request, adapter);
		return (template != null) ? name + " " + template : name;
	}

	/**
	 * Set the attributes that are known of a request.
	 * @param <Q> type of the request
	 * @param <T> type of what takes attributes
	 * @param request the request
	 * @param adapter translates it
	 * @param target what takes attributes
	 * @param attributes sets them
	 */
	<Q, T> void describe(Q request, HttpClientAdapter<Q, ?> adapter, T target, AttributeTarget<T> attributes) {
		setMethod(adapter.method(request), target, attributes);
		setUrl(adapter.url(request), target, attributes);
		String template = urlTemplate(request, adapter);
		if (template != null) {
			attributes.set(target, HttpAttributes.URL_TEMPLATE, template);
		}
		this.requestHeaders.record(request, adapter.requestHeaders(), target, attributes);
	}

	private <T> void setMethod(String method, T target, AttributeTarget<T> attributes) {
		if (this.methods.isKnown(method)) {
			attributes.set(target, HttpAttributes.REQUEST_METHOD, method);
		}
		else {
			attributes.set(target, HttpAttributes.REQUEST_METHOD, HttpMethods.OTHER);
			attributes.set(target, HttpAttributes.REQUEST_METHOD_ORIGINAL, method);
		}
	}

	private <T> void setUrl(URI url, T target, AttributeTarget<T> attributes) {
		String host = ServerAddress.hostOf(url);
		if (host != null) {
			attributes.set(target, HttpAttributes.SERVER_ADDRESS, host);
		}
		int port = ServerAddress.portOf(url);
		if (port != 0) {
			attributes.set(target, HttpAttributes.SERVER_PORT, (long) port);
		}
		attributes.set(target, HttpAttributes.URL_FULL, this.redactor.redactUrl(url.toString()));
	}

	private <Q> @Nullable String urlTemplate(Q request, HttpClientAdapter<Q, ?> adapter) {
		String template = (this.urlTemplates) ? adapter.urlTemplate(request) : null;
		return (template != null) ? this.redactor.redactUrl(pathOf(template)) : null;
	}

	private static String pathOf(String template) {
		int slash = template.indexOf('/');
		if (slash < 1 || !template.startsWith("://", slash - 1)) {
			return template;
		}
		int path = template.indexOf('/', slash + 2);
		return (path == -1) ? "/" : template.substring(path);
	}

}
