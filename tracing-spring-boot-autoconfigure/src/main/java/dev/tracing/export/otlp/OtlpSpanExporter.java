package dev.tracing.export.otlp;

import java.util.Collection;
import java.util.List;

import dev.tracing.export.PartialExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

/**
 * Exports spans with OTLP over HTTP, in protobuf.
 *
 * <p>
 * {@link #export} does all its work on the calling thread, waits included, and returns a
 * finished result; interrupting the thread aborts it at once. As the SDK's contract has
 * it, only one thread exports at a time. {@link #shutdown()} may be called from any
 * thread. Nothing is thrown and nothing is logged: a failed result carries a one-line
 * reason.
 */
final class OtlpSpanExporter implements SpanExporter {

	/**
	 * How often a batch that is too large is halved: a collector that finds even a
	 * sixteenth too large would take too many requests to satisfy.
	 */
	private static final int MAX_HALVINGS = 4;

	private final OtlpEndpoint endpoint;

	private final OtlpBody body;

	private final RetryingOtlpSender sender;

	OtlpSpanExporter(OtlpEndpoint endpoint, OtlpBody body, RetryingOtlpSender sender) {
		this.endpoint = endpoint;
		this.body = body;
		this.sender = sender;
	}

	@Override
	public CompletableResultCode export(Collection<SpanData> spans) {
		Losses losses = new Losses();
		try {
			deliver(List.copyOf(spans), MAX_HALVINGS, losses);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			losses.add(spans.size(), "given up, the exporting thread was interrupted", ex);
		}
		catch (RuntimeException ex) {
			losses.add(spans.size(), "unexpected " + OtlpFailures.printable(ex), ex);
		}
		return losses.result(spans.size());
	}

	private void deliver(List<SpanData> spans, int halvings, Losses losses) throws InterruptedException {
		int encoded = this.body.encode(spans);
		RuntimeException fault = this.body.fault();
		try {
			OtlpResponse response = this.sender.send(this.body.array(), this.body.size());
			if (response.isSuccess()) {
				this.body.release();
				losses.add(spans.size() - encoded, "cannot be encoded: " + OtlpFailures.printable(fault), fault);
				losses.add((int) Math.min(response.rejectedSpans(), encoded),
						"rejected by the collector: " + response.message(), null);
			}
			else if (spans.size() > 1 && halvings > 0) {
				int half = spans.size() / 2;
				deliver(spans.subList(0, half), halvings - 1, losses);
				deliver(spans.subList(half, spans.size()), halvings - 1, losses);
			}
			else {
				losses.add(spans.size(), "answered 413, " + this.body.size() + " bytes are too many for it", null);
			}
		}
		catch (OtlpExportException ex) {
			losses.add(spans.size(), ex.reason(), ex.getCause());
		}
	}

	@Override
	public CompletableResultCode flush() {
		return CompletableResultCode.ofSuccess();
	}

	@Override
	public CompletableResultCode shutdown() {
		this.sender.close();
		return CompletableResultCode.ofSuccess();
	}

	@Override
	public String toString() {
		return "OTLP " + this.endpoint;
	}

	/**
	 * What a batch lost, and why first.
	 */
	private static final class Losses {

		private int spans;

		private String reason = "";

		private @Nullable Throwable cause;

		void add(int spans, String reason, @Nullable Throwable cause) {
			if (this.spans == 0) {
				this.reason = reason;
				this.cause = cause;
			}
			this.spans += spans;
		}

		CompletableResultCode result(int total) {
			if (this.spans == 0) {
				return CompletableResultCode.ofSuccess();
			}
			Exception failure = (this.spans == total) ? OtlpExportException.permanent(this.reason, this.cause)
					: new PartialExportException(this.spans, this.spans + " of " + total + " spans: " + this.reason,
							this.cause);
			return CompletableResultCode.ofExceptionalFailure(failure);
		}

	}

}
