package dev.tracing.export.otlp;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/**
 * Takes the first bytes of one response's body and leaves the rest unread, whatever a
 * server sends. Also tells whether the head of the response has arrived.
 */
final class BoundedBody implements BodyHandler<byte[]>, BodySubscriber<byte[]> {

	private final int limit;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final CompletableFuture<byte[]> body = new CompletableFuture<>();

	private Flow.@Nullable Subscription subscription;

	private volatile @Nullable ResponseInfo head;

	BoundedBody(int limit) {
		this.limit = limit;
	}

	/**
	 * Return the status and the headers.
	 * @return the head, or {@code null} if it has not arrived
	 */
	@Nullable ResponseInfo head() {
		return this.head;
	}

	@Override
	public BodySubscriber<byte[]> apply(ResponseInfo head) {
		this.head = head;
		return this;
	}

	@Override
	public CompletionStage<byte[]> getBody() {
		return this.body;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		this.subscription = subscription;
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		for (ByteBuffer buffer : buffers) {
			byte[] chunk = new byte[Math.min(buffer.remaining(), this.limit - this.bytes.size())];
			buffer.get(chunk);
			this.bytes.writeBytes(chunk);
		}
		if (this.bytes.size() == this.limit && this.subscription != null) {
			this.subscription.cancel();
			onComplete();
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.body.completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		this.body.complete(this.bytes.toByteArray());
	}

}
