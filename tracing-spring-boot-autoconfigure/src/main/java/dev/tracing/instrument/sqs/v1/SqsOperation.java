package dev.tracing.instrument.sqs.v1;

import java.util.List;
import java.util.function.BiFunction;

import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.services.sqs.model.DeleteMessageBatchRequest;
import com.amazonaws.services.sqs.model.DeleteMessageRequest;
import com.amazonaws.services.sqs.model.ReceiveMessageRequest;
import com.amazonaws.services.sqs.model.SendMessageBatchRequest;
import com.amazonaws.services.sqs.model.SendMessageRequest;
import org.jspecify.annotations.Nullable;

/**
 * What is traced of a client, and how the short forms of its methods make a request.
 */
enum SqsOperation {

	SEND("sendMessage", SendMessageRequest.class, (queue, body) -> new SendMessageRequest(queue, (String) body)),

	SEND_BATCH("sendMessageBatch", SendMessageBatchRequest.class,
			(queue, entries) -> new SendMessageBatchRequest(queue, list(entries))),

	RECEIVE("receiveMessage", ReceiveMessageRequest.class, (queue, nothing) -> new ReceiveMessageRequest(queue)),

	DELETE("deleteMessage", DeleteMessageRequest.class,
			(queue, handle) -> new DeleteMessageRequest(queue, (String) handle)),

	DELETE_BATCH("deleteMessageBatch", DeleteMessageBatchRequest.class,
			(queue, entries) -> new DeleteMessageBatchRequest(queue, list(entries)));

	private static final List<SqsOperation> OPERATIONS = List.of(values());

	private final String method;

	private final Class<? extends AmazonWebServiceRequest> requestType;

	private final BiFunction<String, @Nullable Object, AmazonWebServiceRequest> shortForm;

	SqsOperation(String method, Class<? extends AmazonWebServiceRequest> requestType,
			BiFunction<String, @Nullable Object, AmazonWebServiceRequest> shortForm) {
		this.method = method;
		this.requestType = requestType;
		this.shortForm = shortForm;
	}

	@SuppressWarnings("unchecked")
	private static <E> @Nullable List<E> list(@Nullable Object entries) {
		return (List<E>) entries;
	}

	static @Nullable SqsOperation ofMethod(String name) {
		for (SqsOperation operation : OPERATIONS) {
			if (operation.method.equals(name)) {
				return operation;
			}
		}
		return null;
	}

	static boolean covers(AmazonWebServiceRequest request) {
		for (SqsOperation operation : OPERATIONS) {
			if (operation.requestType.isInstance(request)) {
				return true;
			}
		}
		return false;
	}

	Class<? extends AmazonWebServiceRequest> requestType() {
		return this.requestType;
	}

	/**
	 * Return the request that a method was called with, in its long or its short form.
	 * @param args arguments of the method
	 * @return the request, or {@code null} if there is none, of which the client may
	 * complain
	 */
	@Nullable AmazonWebServiceRequest requestOf(@Nullable Object[] args) {
		if (args[0] instanceof String queue) {
			return this.shortForm.apply(queue, (args.length > 1) ? args[1] : null);
		}
		return (AmazonWebServiceRequest) args[0];
	}

}
