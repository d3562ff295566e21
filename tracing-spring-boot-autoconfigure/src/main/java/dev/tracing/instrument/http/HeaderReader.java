package dev.tracing.instrument.http;

import java.util.List;

/**
 * Reads all values of a header. Implementations are stateless constants.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 *
 * @param <C> type of what has headers
 */
@FunctionalInterface
public interface HeaderReader<C> {

	/**
	 * Return the values of a header.
	 * @param carrier what has headers
	 * @param name the name of the header, in any case
	 * @return the values in their order, or an empty list
	 */
	List<String> values(C carrier, String name);

}
