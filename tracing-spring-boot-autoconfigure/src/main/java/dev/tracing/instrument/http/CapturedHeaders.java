package dev.tracing.instrument.http;

import java.util.List;
import java.util.Locale;

import dev.tracing.instrument.AttributeTarget;
import io.opentelemetry.api.common.AttributeKey;

/**
 * Records the headers that a configuration asks for as
 * {@code http.{request,response}.header.<key>}. Immutable.
 */
final class CapturedHeaders {

	private final Header[] headers;

	private CapturedHeaders(String attributePrefix, String property, List<String> names) {
		this.headers = new Header[names.size()];
		for (int i = 0; i < this.headers.length; i++) {
			String name = HeaderNames.check(property, names.get(i));
			this.headers[i] = new Header(name,
					AttributeKey.stringArrayKey(attributePrefix + name.toLowerCase(Locale.ROOT)));
		}
	}

	/**
	 * Create the headers to record of requests.
	 * @param property the full name of the property that lists them
	 * @param names their names
	 * @return the headers
	 */
	static CapturedHeaders ofRequest(String property, List<String> names) {
		return new CapturedHeaders("http.request.header.", property, names);
	}

	/**
	 * Create the headers to record of responses.
	 * @param property the full name of the property that lists them
	 * @param names their names
	 * @return the headers
	 */
	static CapturedHeaders ofResponse(String property, List<String> names) {
		return new CapturedHeaders("http.response.header.", property, names);
	}

	/**
	 * Record the headers.
	 * @param <C> type of what has headers
	 * @param <T> type of what takes attributes
	 * @param carrier what has headers
	 * @param reader reads them
	 * @param target what takes attributes
	 * @param attributes sets them
	 */
	<C, T> void record(C carrier, HeaderReader<C> reader, T target, AttributeTarget<T> attributes) {
		for (Header header : this.headers) {
			List<String> values = reader.values(carrier, header.name());
			if (!values.isEmpty()) {
				attributes.set(target, header.key(), values);
			}
		}
	}

	private record Header(String name, AttributeKey<List<String>> key) {

	}

}
