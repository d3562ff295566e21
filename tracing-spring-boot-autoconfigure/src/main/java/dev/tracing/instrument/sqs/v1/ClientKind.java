package dev.tracing.instrument.sqs.v1;

import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.AmazonSQSClient;
import com.amazonaws.services.sqs.buffered.AmazonSQSBufferedAsyncClient;

/**
 * What a client does with requests before they are sent.
 */
enum ClientKind {

	/**
	 * Sends them as they are.
	 */
	PLAIN,

	/**
	 * Answers from its buffer if it is asked for just those attributes that the buffer
	 * has, so that it must not be asked for more.
	 */
	BUFFERED,

	/**
	 * May add an attribute, as those do that leave large messages elsewhere, and fails if
	 * there is no room.
	 */
	UNKNOWN;

	static ClientKind of(AmazonSQS client) {
		if (client instanceof AmazonSQSBufferedAsyncClient) {
			return BUFFERED;
		}
		return (client instanceof AmazonSQSClient) ? PLAIN : UNKNOWN;
	}

}
