package dev.tracing.instrument.sqs;

import java.net.URI;

import dev.tracing.instrument.AttributeTarget;
import dev.tracing.instrument.messaging.MessagingAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a queue.
 *
 * @param name its name
 * @param url its URL, if that is known
 * @param host the host in the URL, if that is known
 * @param port the port in the URL, or -1 if it is not known
 */
record Queue(String name, @Nullable String url, @Nullable String host, long port) {

	private static final String HTTPS = "https";

	private static final int HTTPS_PORT = 443;

	private static final int HTTP_PORT = 80;

	/**
	 * Return what a text tells of a queue.
	 * @param queue its URL, ARN or name
	 */
	static Queue of(String queue) {
		String name = QueueName.of(queue);
		if (!queue.startsWith("http")) {
			return new Queue(name, null, null, -1);
		}
		try {
			URI uri = URI.create(queue);
			int port = (HTTPS.equals(uri.getScheme())) ? HTTPS_PORT : HTTP_PORT;
			return new Queue(name, queue, uri.getHost(), (uri.getPort() != -1) ? uri.getPort() : port);
		}
		catch (IllegalArgumentException ex) {
			// SQS will say what it thinks of that.
			return new Queue(name, queue, null, -1);
		}
	}

	<T> void describe(T target, AttributeTarget<T> attributes) {
		attributes.set(target, MessagingAttributes.DESTINATION_NAME, this.name);
		if (this.url != null) {
			attributes.set(target, SqsAttributes.QUEUE_URL, this.url);
		}
		if (this.host != null) {
			attributes.set(target, MessagingAttributes.SERVER_ADDRESS, this.host);
			attributes.set(target, MessagingAttributes.SERVER_PORT, this.port);
		}
	}

}
