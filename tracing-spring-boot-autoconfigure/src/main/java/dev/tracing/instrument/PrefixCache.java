package dev.tracing.instrument;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Joins one prefix with few different suffixes, each only once. Thread-safe.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class PrefixCache {

	/**
	 * More suffixes than this are joined each time: someone makes up new ones.
	 */
	private static final int MAX_SIZE = 1024;

	private final String prefix;

	private final Map<String, String> joined = new ConcurrentHashMap<>();

	/**
	 * Create a cache.
	 * @param prefix what all results start with
	 */
	public PrefixCache(String prefix) {
		this.prefix = prefix;
	}

	/**
	 * Join the prefix and a suffix.
	 * @param suffix the suffix
	 * @return both
	 */
	public String join(String suffix) {
		String result = this.joined.get(suffix);
		if (result == null) {
			result = this.prefix + suffix;
			if (this.joined.size() < MAX_SIZE) {
				this.joined.put(suffix, result);
			}
		}
		return result;
	}

}
