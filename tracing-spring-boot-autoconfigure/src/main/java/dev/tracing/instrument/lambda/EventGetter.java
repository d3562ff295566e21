package dev.tracing.instrument.lambda;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import dev.tracing.instrument.http.HttpServerRequestGetter;
import dev.tracing.instrument.sqs.MessageReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests that a gateway hands over as events. A gateway sends each header once,
 * with all its values, with its last one, or both.
 *
 * @param <E> type of the events
 */
abstract class EventGetter<E> implements HttpServerRequestGetter<E> {

	private static final int HTTPS_PORT = 443;

	private static final int HTTP_PORT = 80;

	private static final String HTTP = "http";

	abstract @Nullable Map<String, String> headers(E event);

	abstract @Nullable Map<String, List<String>> multiValueHeaders(E event);

	/**
	 * Return the template of the route that matched, or {@code null} if there is none.
	 */
	abstract @Nullable String route(E event);

	/**
	 * Return the scheme that the client used with the gateway, which writes this header
	 * itself.
	 */
	@Override
	public String scheme(E event) {
		return HTTP.equalsIgnoreCase(get(event, "X-Forwarded-Proto")) ? HTTP : "https";
	}

	@Override
	public int serverPort(E event) {
		return HTTP.equals(scheme(event)) ? HTTP_PORT : HTTPS_PORT;
	}

	@Override
	public int peerPort(E event) {
		return 0;
	}

	@Override
	public Iterable<String> keys(E event) {
		Map<String, List<String>> all = multiValueHeaders(event);
		Map<String, String> single = headers(event);
		return (all != null) ? all.keySet() : (single != null) ? single.keySet() : List.of();
	}

	@Override
	public @Nullable String get(@Nullable E event, String name) {
		if (event == null) {
			return null;
		}
		List<String> all = MessageReader.find(multiValueHeaders(event), name);
		return (all != null && !all.isEmpty()) ? all.get(0) : MessageReader.find(headers(event), name);
	}

	@Override
	public Iterator<String> getAll(@Nullable E event, String name) {
		return (event != null) ? values(event, name).iterator() : List.<String>of().iterator();
	}

	@Override
	public List<String> values(E event, String name) {
		return valuesOf(headers(event), multiValueHeaders(event), name);
	}

	/**
	 * Return the values of a header, of a request or a response.
	 */
	static List<String> valuesOf(@Nullable Map<String, String> headers,
			@Nullable Map<String, List<String>> multiValueHeaders, String name) {
		List<String> all = MessageReader.find(multiValueHeaders, name);
		if (all == null || all.isEmpty()) {
			String single = MessageReader.find(headers, name);
			return (single != null) ? List.of(single) : List.of();
		}
		List<String> values = new ArrayList<>(all.size());
		for (String value : all) {
			if (value != null) {
				values.add(value);
			}
		}
		return values;
	}

	/**
	 * Values of events may be missing whatever their type says.
	 */
	static String orEmpty(@Nullable String value) {
		return (value != null) ? value : "";
	}

}
