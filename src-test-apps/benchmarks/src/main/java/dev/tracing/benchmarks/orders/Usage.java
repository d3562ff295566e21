package dev.tracing.benchmarks.orders;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * What a process has used up since its start. Bytes are those of threads that still run.
 *
 * @param cpuNanos CPU time of all threads, compiler and garbage collector included
 * @param allocatedBytes bytes allocated on the heap
 */
public record Usage(long cpuNanos, long allocatedBytes) {

	private static final String SEPARATOR = " ";

	/**
	 * Return what this process has used up.
	 * @return the usage until now
	 */
	static Usage now() {
		OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
		long allocated = 0;
		for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
			allocated += Math.max(0, bytes);
		}
		return new Usage(process.getProcessCpuTime(), allocated);
	}

	/**
	 * Parse what {@link #toString()} writes.
	 * @param text the text
	 * @return the usage
	 */
	public static Usage parse(String text) {
		String[] parts = text.split(SEPARATOR);
		return new Usage(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
	}

	/**
	 * Return what was used since an earlier time.
	 * @param earlier what had been used then
	 * @return the difference
	 */
	public Usage minus(Usage earlier) {
		return new Usage(this.cpuNanos - earlier.cpuNanos, this.allocatedBytes - earlier.allocatedBytes);
	}

	@Override
	public String toString() {
		return this.cpuNanos + SEPARATOR + this.allocatedBytes;
	}

}
