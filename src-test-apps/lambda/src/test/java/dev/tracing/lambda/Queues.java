package dev.tracing.lambda;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients of queues, and what stands between a queue and a function: the event source
 * mapping ("Using Lambda with Amazon SQS").
 */
final class Queues {

	private Queues() {
	}

	static SqsClient client(URI endpoint) {
		return SqsClient.builder()
			.endpointOverride(endpoint)
			.region(Region.EU_WEST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
			.build();
	}

	/**
	 * Receive the messages of a queue as an event.
	 * @param client a client that is not traced
	 * @param queue URL of the queue
	 * @return the event, as JSON
	 */
	static String receiveEvent(SqsClient client, String queue) {
		List<Message> messages = client
			.receiveMessage((request) -> request.queueUrl(queue)
				.waitTimeSeconds(20)
				.messageAttributeNames("All")
				.messageSystemAttributeNames(MessageSystemAttributeName.ALL))
			.messages();
		return JsonMapper.shared()
			.writeValueAsString(Map.of("Records", messages.stream().map((message) -> record(message, queue)).toList()));
	}

	private static Map<String, Object> record(Message message, String queue) {
		Map<String, Object> record = new LinkedHashMap<>();
		record.put("messageId", message.messageId());
		record.put("receiptHandle", message.receiptHandle());
		record.put("body", message.body());
		record.put("attributes", message.attributesAsStrings());
		Map<String, Object> attributes = new LinkedHashMap<>();
		message.messageAttributes().forEach((name, value) -> attributes.put(name, attribute(value)));
		record.put("messageAttributes", attributes);
		record.put("md5OfBody", message.md5OfBody());
		record.put("eventSource", "aws:sqs");
		record.put("eventSourceARN",
				"arn:aws:sqs:eu-west-1:000000000000:" + queue.substring(queue.lastIndexOf('/') + 1));
		record.put("awsRegion", "eu-west-1");
		return record;
	}

	private static Map<String, Object> attribute(MessageAttributeValue value) {
		return Map.of("stringValue", value.stringValue(), "stringListValues", new ArrayList<>(), "binaryListValues",
				new ArrayList<>(), "dataType", value.dataType());
	}

}
