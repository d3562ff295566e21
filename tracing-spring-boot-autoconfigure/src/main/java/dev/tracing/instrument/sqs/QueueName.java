package dev.tracing.instrument.sqs;

/**
 * Names of queues.
 */
final class QueueName {

	private QueueName() {
	}

	/**
	 * Return the name of a queue.
	 * @param queue its URL, ARN or name
	 * @return the part after the last slash or colon
	 */
	static String of(String queue) {
		int separator = Math.max(queue.lastIndexOf('/'), queue.lastIndexOf(':'));
		return queue.substring(separator + 1);
	}

}
