package dev.tracing.instrument.kafka;

/**
 * Numbers of partitions as text. Most topics have few.
 */
final class Partitions {

	private static final String[] KNOWN = new String[64];

	static {
		for (int i = 0; i < KNOWN.length; i++) {
			KNOWN[i] = Integer.toString(i);
		}
	}

	private Partitions() {
	}

	/**
	 * Return a partition's number.
	 * @param partition the number
	 * @return the same as text
	 */
	static String toString(int partition) {
		return (partition >= 0 && partition < KNOWN.length) ? KNOWN[partition] : Integer.toString(partition);
	}

}
