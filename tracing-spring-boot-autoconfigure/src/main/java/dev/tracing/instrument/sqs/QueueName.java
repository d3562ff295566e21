package dev.tracing.instrument.sqs;

/**
 * Names of queues.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class QueueName {

	private QueueName() {
	}

	/**
	 * Return the name of a queue.
	 * @param queue its URL, ARN or name
	 * @return the part after the last slash or colon
	 */
	public static String of(String queue) {
		int separator = Math.max(queue.lastIndexOf('/'), queue.lastIndexOf(':'));
		return queue.substring(separator + 1);
	}

	/**
	 * Whether a text is the URL of a queue.
	 * @param queue its URL, ARN or name
	 * @return {@code true} if it is a URL
	 */
	static boolean isUrl(String queue) {
		return queue.startsWith("http");
	}

}
