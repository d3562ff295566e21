package dev.tracing.instrument.http;

import java.util.Collection;

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

	private static final String REDACTED_USER_INFO = "REDACTED:REDACTED";

	private static final String AUTHORITY = "://";

	private final SensitiveNames names;

	/**
	 * Create a redactor.
	 * @param parameters names of sensitive parameters, compared ignoring case; one that
	 * starts with {@code *} stands for all names that end with the rest
	 */
	public UrlRedactor(Collection<String> parameters) {
		this.names = new SensitiveNames(parameters);
	}

	/**
	 * Redact a query.
	 * @param query the raw query without question mark
	 * @return the query with the values of sensitive parameters replaced
	 */
	public String redactQuery(String query) {
		return redactUserInfo(redactValues(query, 0));
	}

	/**
	 * Redact the parameters of a path, as in {@code /cart;jsessionid=1}.
	 * @param path the raw path
	 * @return the path with the values of sensitive parameters replaced
	 */
	public String redactPath(String path) {
		return redactUserInfo((path.indexOf('=') == -1) ? path : redactValues(path, path.length()));
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
		return redactUserInfo(redactValues(result, (query == -1) ? result.length() : query));
	}

	/**
	 * Redact the credentials of the URL and of URLs within its path and query.
	 */
	private static String redactUserInfo(String text) {
		StringBuilder redacted = null;
		int copied = 0;
		int authority = text.indexOf(AUTHORITY);
		while (authority != -1) {
			int start = authority + AUTHORITY.length();
			int at = endOfUserInfo(text, start);
			if (at != -1) {
				redacted = (redacted != null) ? redacted : new StringBuilder(text.length());
				redacted.append(text, copied, start).append(REDACTED_USER_INFO);
				copied = at;
			}
			authority = text.indexOf(AUTHORITY, start);
		}
		return (redacted == null) ? text : redacted.append(text, copied, text.length()).toString();
	}

	private static int endOfUserInfo(String text, int start) {
		int at = -1;
		for (int i = start; i < text.length(); i++) {
			switch (text.charAt(i)) {
				case '@' -> at = i;
				case '/', '?', '&' -> {
					return at;
				}
			}
		}
		return at;
	}

	/**
	 * Redact in one pass, whatever the text looks like: how long it is decides whoever
	 * sends it.
	 */
	private String redactValues(String text, int query) {
		StringBuilder redacted = null;
		int copied = 0;
		int name = 0;
		boolean encoded = false;
		int index = 0;
		while (index < text.length()) {
			char c = text.charAt(index++);
			if (c == '=' && isSensitive(text, name, index - 1, encoded)) {
				int end = (index <= query) ? endOfPathValue(text, index, query) : endOfQueryValue(text, index);
				if (end > index) {
					redacted = (redacted != null) ? redacted : new StringBuilder(text.length());
					redacted.append(text, copied, index).append(REDACTED);
					copied = end;
					index = end;
				}
			}
			if (c == '=' || c == '&' || c == ';' || c == '?' || c == '/') {
				name = index;
				encoded = false;
			}
			else if (c == '%') {
				encoded = true;
			}
		}
		return (redacted == null) ? text : redacted.append(text, copied, text.length()).toString();
	}

	private static int endOfPathValue(String text, int from, int query) {
		for (int i = from; i < query; i++) {
			char c = text.charAt(i);
			if (c == ';' || c == '/') {
				return i;
			}
		}
		return query;
	}

	/**
	 * Some separate parameters with semicolons, but a secret may contain one as well.
	 */
	private static int endOfQueryValue(String text, int from) {
		int end = text.indexOf('&', from);
		return (end == -1) ? text.length() : end;
	}

	private boolean isSensitive(String text, int start, int end, boolean encoded) {
		if (!encoded) {
			return this.names.contains(text, start, end);
		}
		String decoded = decode(text, start, end);
		return this.names.contains(decoded, 0, decoded.length());
	}

	private static String decode(String text, int start, int end) {
		StringBuilder decoded = new StringBuilder(end - start);
		for (int i = start; i < end; i++) {
			char c = text.charAt(i);
			int high = (c == '%' && i + 2 < end) ? Character.digit(text.charAt(i + 1), 16) : -1;
			int low = (high != -1) ? Character.digit(text.charAt(i + 2), 16) : -1;
			if (low != -1) {
				c = (char) (high * 16 + low);
				i += 2;
			}
			decoded.append(c);
		}
		return decoded.toString();
	}

}
