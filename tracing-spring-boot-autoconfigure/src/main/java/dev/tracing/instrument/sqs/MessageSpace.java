package dev.tracing.instrument.sqs;

import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How much may be added to a message, or to all messages of a batch, before SQS refuses
 * it: nothing that would take it over one of the sizes at which queues draw the line. A
 * message that is larger already goes to a queue that takes it. Not thread-safe.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class MessageSpace {

	private static final int MAX_BYTES_PER_CHARACTER = 3;

	private static final long DATA_TYPE = "String".length();

	private final long[] limits;

	private long used;

	/**
	 * Create the space that is left.
	 * @param limits sizes in bytes at which queues draw the line, in ascending order
	 * @param characters how many characters the message has in all
	 * @param exactBytes counts its bytes, asked only if it may come near a limit
	 */
	public MessageSpace(long[] limits, long characters, LongSupplier exactBytes) {
		this.limits = limits;
		long bytes = characters * MAX_BYTES_PER_CHARACTER;
		this.used = (limits.length == 0 || bytes * 2 < limits[0]) ? bytes : exactBytes.getAsLong();
	}

	/**
	 * Whether attributes fit.
	 * @param attributes names and texts
	 * @return {@code true} if the message may have them, too
	 */
	boolean fits(Map<String, String> attributes) {
		long larger = this.used + bytesOf(attributes);
		for (long limit : this.limits) {
			if (this.used <= limit && larger > limit) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Use some of the space.
	 * @param attributes names and texts
	 */
	void take(Map<String, String> attributes) {
		this.used += bytesOf(attributes);
	}

	private static long bytesOf(Map<String, String> attributes) {
		long bytes = 0;
		for (Map.Entry<String, String> attribute : attributes.entrySet()) {
			bytes += utf8Length(attribute.getKey()) + DATA_TYPE + utf8Length(attribute.getValue());
		}
		return bytes;
	}

	/**
	 * Count bytes.
	 * @param text the text
	 * @return the length of the text in UTF-8
	 */
	public static long utf8Length(CharSequence text) {
		long bytes = text.length();
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character >= 0x80) {
				// A surrogate is half of four bytes.
				bytes += (character < 0x800 || Character.isSurrogate(character)) ? 1 : 2;
			}
		}
		return bytes;
	}

}
