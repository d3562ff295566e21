package dev.tracing.instrument.sqs.v1;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.AmazonWebServiceResult;
import com.amazonaws.ResponseMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What AWS tells about any call that is over.
 */
final class Answers {

	private Answers() {
	}

	static @Nullable String requestIdOf(@Nullable Object result) {
		if (!(result instanceof AmazonWebServiceResult<?> answer)) {
			return null;
		}
		// A buffered client makes up the answers to parts of a batch.
		ResponseMetadata metadata = answer.getSdkResponseMetadata();
		return (metadata != null) ? metadata.getRequestId() : null;
	}

	static @Nullable String requestIdOf(Throwable failure) {
		return (failure instanceof AmazonServiceException ex) ? ex.getRequestId() : null;
	}

	static @Nullable String errorCodeOf(Throwable failure) {
		return (failure instanceof AmazonServiceException ex) ? ex.getErrorCode() : null;
	}

}
