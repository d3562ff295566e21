package dev.tracing.instrument.http;

import java.util.List;
import java.util.Map;

/**
 * A request as it came over the wire.
 *
 * @param method the method
 * @param target what stands between method and version
 * @param headers all values by lower case name
 * @param bodyLength how many bytes the body had
 */
public record ReceivedRequest(String method, String target, Map<String, List<String>> headers, long bodyLength) {

	/**
	 * Return the values of a header.
	 * @param name the name in lower case
	 * @return the values in their order
	 */
	public List<String> header(String name) {
		return this.headers.getOrDefault(name, List.of());
	}

}
