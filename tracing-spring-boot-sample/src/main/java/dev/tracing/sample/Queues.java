package dev.tracing.sample;

import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/**
 * The queues of Amazon SQS between the services, in their JVM so that there is neither
 * anything to install nor an account to have.
 */
final class Queues implements AutoCloseable {

	private final SQSRestServer server;

	private Queues(SQSRestServer server) {
		this.server = server;
	}

	/**
	 * Start the queues. The first service should be up, because it sets up logging.
	 */
	static Queues start() {
		return new Queues(SQSRestServerBuilder.withInterface("localhost").withDynamicPort().start());
	}

	String url() {
		return "http://localhost:" + this.server.waitUntilStarted().localAddress().getPort();
	}

	@Override
	public void close() {
		this.server.stopAndWait();
	}

}
