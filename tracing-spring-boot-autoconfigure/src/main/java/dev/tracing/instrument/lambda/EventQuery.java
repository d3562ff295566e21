package dev.tracing.instrument.lambda;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Puts the parameters of a request together again, which gateways take apart.
 */
final class EventQuery {

	private EventQuery() {
	}

	/**
	 * Join parameters that the gateway has decoded.
	 * @return the query as a client may have sent it, or {@code null} if there is none
	 */
	static @Nullable String encode(@Nullable Map<String, String> single, @Nullable Map<String, List<String>> all) {
		return join(single, all, (text) -> URLEncoder.encode(text, StandardCharsets.UTF_8));
	}

	/**
	 * Join parameters as the client sent them.
	 * @return the query, or {@code null} if there is none
	 */
	static @Nullable String join(@Nullable Map<String, String> single, @Nullable Map<String, List<String>> all) {
		return join(single, all, UnaryOperator.identity());
	}

	private static @Nullable String join(@Nullable Map<String, String> single, @Nullable Map<String, List<String>> all,
			UnaryOperator<String> encoder) {
		StringBuilder query = new StringBuilder();
		if (all != null && !all.isEmpty()) {
			all.forEach((name, values) -> {
				for (String value : (values != null) ? values : List.<String>of()) {
					append(query, name, value, encoder);
				}
			});
		}
		else if (single != null) {
			single.forEach((name, value) -> append(query, name, value, encoder));
		}
		return (query.isEmpty()) ? null : query.toString();
	}

	private static void append(StringBuilder query, String name, @Nullable String value,
			UnaryOperator<String> encoder) {
		if (!query.isEmpty()) {
			query.append('&');
		}
		query.append(encoder.apply(name));
		if (value != null) {
			query.append('=').append(encoder.apply(value));
		}
	}

}
