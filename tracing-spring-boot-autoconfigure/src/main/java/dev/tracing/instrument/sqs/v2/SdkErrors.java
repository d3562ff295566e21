package dev.tracing.instrument.sqs.v2;

import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sqs.model.SqsResponse;

/**
 * What AWS tells about a call that is over.
 */
final class SdkErrors {

	/**
	 * What the SDK says if AWS says nothing.
	 */
	private static final String UNKNOWN = "UNKNOWN";

	private SdkErrors() {
	}

	/**
	 * Return the exception of a call, as the application sees it.
	 */
	static Throwable causeOf(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	static @Nullable String codeOf(Throwable failure) {
		return (failure instanceof AwsServiceException ex && ex.awsErrorDetails() != null)
				? ex.awsErrorDetails().errorCode() : null;
	}

	static @Nullable String requestIdOf(Throwable failure) {
		return (failure instanceof AwsServiceException ex) ? ex.requestId() : null;
	}

	static @Nullable String requestIdOf(SqsResponse response) {
		// An answer that an application made up, as in its tests, has no metadata.
		String id = (response.responseMetadata() != null) ? response.responseMetadata().requestId() : null;
		return (UNKNOWN.equals(id)) ? null : id;
	}

}
