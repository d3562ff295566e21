package dev.tracing.export.otlp;

import java.util.Collection;

import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * The encoder of the OTLP exporter, for the benchmark: it is not public, and need not
 * become so to be measured.
 */
public final class StarterEncoder {

	private final OtlpBody body = new OtlpBody(false);

	/**
	 * Encode spans as the exporter does for each batch.
	 * @param spans the spans
	 * @return the size of the encoded request in bytes
	 */
	public int encode(Collection<SpanData> spans) {
		this.body.encode(spans);
		int size = this.body.size();
		this.body.release();
		return size;
	}

}
