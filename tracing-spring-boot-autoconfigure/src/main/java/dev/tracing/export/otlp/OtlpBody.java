package dev.tracing.export.otlp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request: an encoded batch, compressed if asked. Keeps its arrays from
 * batch to batch. Not thread-safe.
 */
final class OtlpBody {

	private static final int INITIAL_CAPACITY = 16 * 1024;

	private static final int RETAINED_CAPACITY = 4 * 1024 * 1024;

	private final boolean gzip;

	private ProtobufBuffer message = new ProtobufBuffer(INITIAL_CAPACITY);

	private CompressedBytes compressed = new CompressedBytes();

	private OtlpProtobufEncoder encoder = new OtlpProtobufEncoder(this.message);

	private boolean released = true;

	OtlpBody(boolean gzip) {
		this.gzip = gzip;
	}

	boolean isGzip() {
		return this.gzip;
	}

	/**
	 * Replace the content by a request with the given spans.
	 * @param spans the spans
	 * @return how many of them could be encoded
	 */
	int encode(Collection<SpanData> spans) {
		if (!this.released) {
			this.message = new ProtobufBuffer(INITIAL_CAPACITY);
			this.compressed = new CompressedBytes();
			this.encoder = new OtlpProtobufEncoder(this.message);
		}
		this.released = false;
		this.message.truncate(0);
		int encoded = this.encoder.encode(spans);
		if (this.gzip) {
			compress();
		}
		return encoded;
	}

	/**
	 * Return why a span could not be encoded.
	 * @return the reason, or {@code null} if all could be
	 */
	@Nullable RuntimeException fault() {
		return this.encoder.fault();
	}

	/**
	 * Return the array that holds the content in its first {@link #size()} bytes.
	 * @return the array itself, which the next batch may overwrite
	 */
	byte[] array() {
		return (this.gzip) ? this.compressed.array() : this.message.array();
	}

	int size() {
		return (this.gzip) ? this.compressed.size() : this.message.size();
	}

	/**
	 * Let the next batch use the arrays. Without this call it gets new ones: after a
	 * failed attempt the HTTP client may still be reading the present ones. Unusually
	 * large ones are not kept.
	 */
	void release() {
		this.released = this.message.array().length <= RETAINED_CAPACITY;
	}

	private void compress() {
		this.compressed.reset();
		try (OutputStream out = new FastGzipOutputStream(this.compressed)) {
			out.write(this.message.array(), 0, this.message.size());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Gives access to the array instead of a copy.
	 */
	private static final class CompressedBytes extends ByteArrayOutputStream {

		CompressedBytes() {
			super(INITIAL_CAPACITY);
		}

		byte[] array() {
			return this.buf;
		}

	}

	/**
	 * Compresses at the fastest level: spans repeat themselves so much that the default
	 * level takes three times the CPU to save another six percent.
	 */
	private static final class FastGzipOutputStream extends GZIPOutputStream {

		FastGzipOutputStream(OutputStream out) throws IOException {
			super(out, 8192);
			this.def.setLevel(Deflater.BEST_SPEED);
		}

	}

}
