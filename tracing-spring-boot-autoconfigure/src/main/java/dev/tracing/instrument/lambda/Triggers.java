package dev.tracing.instrument.lambda;

import org.jspecify.annotations.Nullable;

/**
 * Values of {@code faas.trigger}.
 */
final class Triggers {

	static final String HTTP = "http";

	static final String PUBSUB = "pubsub";

	private static final String DATASOURCE = "datasource";

	private static final String TIMER = "timer";

	private static final String OTHER = "other";

	private Triggers() {
	}

	/**
	 * Return what triggered an invocation. Goes by the names of types, for the library
	 * that has them need not be there.
	 */
	static String of(@Nullable Object event) {
		if (event == null) {
			return OTHER;
		}
		return switch (event.getClass().getSimpleName()) {
			case "SQSEvent", "SNSEvent", "KafkaEvent", "KinesisEvent", "KinesisTimeWindowEvent", "ActiveMQEvent",
					"RabbitMQEvent" ->
				PUBSUB;
			case "S3Event", "S3BatchEvent", "S3BatchEventV2", "DynamodbEvent", "DynamodbTimeWindowEvent" -> DATASOURCE;
			case "ScheduledEvent" -> TIMER;
			default -> OTHER;
		};
	}

}
