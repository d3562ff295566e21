package dev.tracing.instrument.sqs;

/**
 * Processes what an application received from a queue by itself.
 *
 * @param <T> type of what is processed
 * @param <X> type of what may be thrown
 */
@FunctionalInterface
public interface MessageHandler<T, X extends Exception> {

	/**
	 * Process something.
	 * @param message what is processed
	 * @throws X if that fails
	 */
	void handle(T message) throws X;

}
