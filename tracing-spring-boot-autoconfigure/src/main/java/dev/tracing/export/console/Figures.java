package dev.tracing.export.console;

import java.util.concurrent.TimeUnit;

/**
 * Writes durations, with the two or three digits that matter, and counts.
 */
final class Figures {

	private final String micros;

	Figures(String micros) {
		this.micros = micros;
	}

	/**
	 * Write a duration.
	 * @param nanos duration in nanoseconds; what is negative counts as zero
	 * @return for example {@code 850 µs}, {@code 4.2 ms}, {@code 1.35 s} or
	 * {@code 2 m 05 s}
	 */
	String duration(long nanos) {
		if (nanos < TimeUnit.MILLISECONDS.toNanos(1)) {
			return Math.max(0, nanos) / 1000 + " " + this.micros;
		}
		if (nanos < TimeUnit.MILLISECONDS.toNanos(100)) {
			return decimal(nanos / 100_000, 1) + " ms";
		}
		if (nanos < TimeUnit.SECONDS.toNanos(1)) {
			return nanos / 1_000_000 + " ms";
		}
		if (nanos < TimeUnit.MINUTES.toNanos(1)) {
			return decimal(nanos / 10_000_000, 2) + " s";
		}
		long seconds = nanos / 1_000_000_000;
		if (seconds < 3600) {
			return seconds / 60 + " m " + twoDigits(seconds % 60) + " s";
		}
		return seconds / 3600 + " h " + twoDigits(seconds / 60 % 60) + " m";
	}

	static String count(int count, String noun) {
		return count + " " + noun + ((count != 1) ? "s" : "");
	}

	private static String decimal(long value, int digits) {
		if (digits == 1) {
			return value / 10 + "." + value % 10;
		}
		return value / 100 + "." + twoDigits(value % 100);
	}

	private static String twoDigits(long value) {
		return (value < 10) ? "0" + value : Long.toString(value);
	}

}
