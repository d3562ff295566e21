package dev.tracing.instrument.sqs.v2;

import java.util.ArrayList;
import java.util.List;

import dev.tracing.instrument.sqs.SqsCall;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SqsRequest;

/**
 * Deletes messages, as whoever is done with them does.
 */
final class DeleteOperation extends CallOperation {

	DeleteOperation(SqsRequest request, SqsCall call) {
		super(request, call);
	}

	@Override
	void describe(SqsCall call, Object response) {
		if (response instanceof DeleteMessageBatchResponse deleted && !deleted.failed().isEmpty()) {
			List<String> refused = new ArrayList<>();
			for (BatchResultErrorEntry entry : deleted.failed()) {
				refused.add(entry.id());
			}
			call.refused(refused);
		}
	}

}
