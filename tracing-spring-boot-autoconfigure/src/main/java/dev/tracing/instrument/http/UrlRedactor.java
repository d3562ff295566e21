package dev.tracing.instrument.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Replaces the values of sensitive URL parameters and the credentials in a URL with
 * {@code REDACTED}. Immutable. Text without anything sensitive is returned as it is,
 * without allocation.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class UrlRedactor {

	private static final String REDACTED = "REDACTED";

	private static final String REDACTED_USER_INFO = "REDACTED:REDACTED@";

	private final String[] names;

	private final String[] suffixes;

	/**
	 * Create a redactor.
	 * @param parameters names of sensitive parameters, compared ignoring case; one that
	 * starts with {@code *} stands for all names that end with the rest
	 */
	public UrlRedactor(Collection<String> parameters) {
		List<String> exact = new ArrayList<>();
		List<String> endings = new ArrayList<>();
		for (String parameter : parameters) {
			if (parameter.startsWith("*")) {
				endings.add(parameter.substring(1));
			}
			else {
				exact.add(parameter);
			}
		}
		this.names = exact.toArray(String[]::new);
		this.suffixes = endings.toArray(String[]::new);
	}

	/**
	 * Redact a query.
	 * @param query the raw query without question mark
	 * @return the query with the values of sensitive parameters replaced
	 */
	public String redactQuery(String query) {
		return redactParameters(query, 0, query.length(), '&');
	}

	/**
	 * Redact the parameters of a path, as in {@code /cart;jsessionid=1}.
	 * @param path the raw path
	 * @return the path with the values of sensitive parameters replaced
	 */
	public String redactPath(String path) {
		int start = path.indexOf(';');
		return (start == -1) ? path : redactParameters(path, start + 1, path.length(), ';');
	}

	/**
	 * Redact an absolute URL: its credentials, path parameters and query. A fragment is
	 * left out.
	 * @param url the URL
	 * @return the URL without anything sensitive
	 */
	public String redactUrl(String url) {
		int fragment = url.indexOf('#');
		String result = (fragment == -1) ? url : url.substring(0, fragment);
		int query = result.indexOf('?');
		if (query != -1) {
			result = redactParameters(result, query + 1, result.length(), '&');
		}
		int path = result.indexOf(';');
		if (path != -1 && (query == -1 || path < query)) {
			result = redactParameters(result, path + 1, (query == -1) ? result.length() : query, ';');
		}
		return redactUserInfo(result);
	}

	private static String redactUserInfo(String url) {
		int authority = url.indexOf("://");
		if (authority == -1) {
			return url;
		}
		int start = authority + 3;
		int end = start;
		int at = -1;
		for (; end < url.length(); end++) {
			char c = url.charAt(end);
			if (c == '/' || c == '?') {
				break;
			}
			if (c == '@') {
				at = end;
			}
		}
		return (at == -1) ? url : url.substring(0, start) + REDACTED_USER_INFO + url.substring(at + 1);
	}

	private String redactParameters(String text, int from, int to, char separator) {
		StringBuilder redacted = null;
		int copied = 0;
		int start = from;
		while (start < to) {
			int end = indexOf(text, separator, start, to);
			int equals = indexOf(text, '=', start, end);
			if (equals < end - 1 && isSensitive(text, start, equals)) {
				redacted = (redacted != null) ? redacted : new StringBuilder(text.length());
				redacted.append(text, copied, equals + 1).append(REDACTED);
				copied = valueEnd(text, equals + 1, end, separator);
			}
			start = end + 1;
		}
		return (redacted == null) ? text : redacted.append(text, copied, text.length()).toString();
	}

	/**
	 * A path parameter ends with its segment; a query parameter's value may hold slashes.
	 */
	private static int valueEnd(String text, int from, int to, char separator) {
		return (separator == ';') ? indexOf(text, '/', from, to) : to;
	}

	private static int indexOf(String text, char c, int from, int to) {
		int index = text.indexOf(c, from);
		return (index == -1 || index > to) ? to : index;
	}

	private boolean isSensitive(String text, int start, int end) {
		int length = end - start;
		for (String name : this.names) {
			if (name.length() == length && text.regionMatches(true, start, name, 0, length)) {
				return true;
			}
		}
		for (String suffix : this.suffixes) {
			if (suffix.length() <= length
					&& text.regionMatches(true, end - suffix.length(), suffix, 0, suffix.length())) {
				return true;
			}
		}
		return false;
	}

}
