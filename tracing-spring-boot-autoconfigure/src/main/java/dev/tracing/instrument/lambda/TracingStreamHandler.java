package dev.tracing.instrument.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * Runs a handler of bytes in the span of the invocation.
 */
final class TracingStreamHandler implements RequestStreamHandler {

	private final RequestStreamHandler handler;

	private final Invocations invocations;

	TracingStreamHandler(RequestStreamHandler handler, Invocations invocations) {
		this.handler = handler;
		this.invocations = invocations;
	}

	@Override
	public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
		this.invocations.<@Nullable Void, IOException>run(null, context, () -> {
			this.handler.handleRequest(input, output, context);
			return null;
		});
	}

}
