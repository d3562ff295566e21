package dev.tracing.instrument.sqs.v2;

import java.util.ArrayList;
import java.util.List;

import dev.tracing.instrument.sqs.MessageContextReader;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/**
 * Asks SQS for the attributes that carry trace context, beside those the application asks
 * for: it returns none by itself.
 */
final class ReceivedAttributes {

	private ReceivedAttributes() {
	}

	/**
	 * Ask for them.
	 * @param request the application's request
	 * @param contexts knows what is needed
	 * @return a copy, or the same if nothing is missing
	 */
	static ReceiveMessageRequest ask(ReceiveMessageRequest request, MessageContextReader contexts) {
		List<String> attributes = MessageContextReader.missing(request.messageAttributeNames(), contexts.attributes());
		List<String> asked = systemAttributesOf(request);
		List<String> systemAttributes = MessageContextReader.missing(asked, MessageContextReader.SYSTEM_ATTRIBUTES);
		if (attributes.isEmpty() && systemAttributes.isEmpty()) {
			return request;
		}
		ReceiveMessageRequest.Builder copy = request.toBuilder();
		if (!attributes.isEmpty()) {
			copy.messageAttributeNames(join(request.messageAttributeNames(), attributes));
		}
		if (!systemAttributes.isEmpty()) {
			askForSystemAttributes(copy, join(asked, systemAttributes), isOld(request));
		}
		return copy.build();
	}

	/**
	 * Whether the application uses the list that the other one has replaced. SQS wants
	 * the one or the other.
	 */
	@SuppressWarnings("deprecation")
	private static boolean isOld(ReceiveMessageRequest request) {
		return request.hasAttributeNames() && !request.hasMessageSystemAttributeNames();
	}

	@SuppressWarnings("deprecation")
	private static List<String> systemAttributesOf(ReceiveMessageRequest request) {
		return (isOld(request)) ? request.attributeNamesAsStrings() : request.messageSystemAttributeNamesAsStrings();
	}

	@SuppressWarnings("deprecation")
	private static void askForSystemAttributes(ReceiveMessageRequest.Builder copy, List<String> names, boolean old) {
		if (old) {
			copy.attributeNamesWithStrings(names);
		}
		else {
			copy.messageSystemAttributeNamesWithStrings(names);
		}
	}

	private static List<String> join(List<String> asked, List<String> missing) {
		List<String> names = new ArrayList<>(asked);
		names.addAll(missing);
		return names;
	}

}
