package dev.tracing.instrument.sqs.v1;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.handlers.AsyncHandler;
import com.amazonaws.services.sqs.AmazonSQSAsync;
import com.amazonaws.services.sqs.model.DeleteMessageBatchRequestEntry;
import com.amazonaws.services.sqs.model.Message;
import com.amazonaws.services.sqs.model.QueueDoesNotExistException;
import com.amazonaws.services.sqs.model.ReceiveMessageRequest;
import com.amazonaws.services.sqs.model.SendMessageBatchRequestEntry;
import com.amazonaws.services.sqs.model.SendMessageRequest;
import com.amazonaws.services.sqs.model.SendMessageResult;
import dev.tracing.instrument.sqs.TestQueues;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.junit.jupiter.api.Test;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for calls that do not wait for the answer.
 */
class AsyncCallTests extends AbstractSqsTests {

	AsyncCallTests() {
		super(Nothing.class);
	}

	@Test
	void sendIsChildOfCallerAndHandlerRunsInItsContext() throws Exception {
		String queue = TestQueues.create("async");
		SendMessageRequest request = new SendMessageRequest(queue, "body");
		Told<SendMessageRequest, SendMessageResult> told = new Told<>();
		String id = within("work", () -> this.sqs.sendMessageAsync(request, told).get(10, TimeUnit.SECONDS))
			.getMessageId();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("work\n  " + send(queue) + " [PRODUCER]")
			.hasSpan(send(queue), (span) -> span.hasAttribute("messaging.message.id", id)));
		assertThat(attribute(message(queue), "traceparent")).isEqualTo(traceparent(span(send(queue))));
		Call<SendMessageRequest> call = told.await();
		assertThat(call.current()).isEqualTo(span("work"));
		assertThat(call.request()).isSameAs(request);
	}

	@Test
	void eachFormIsTraced() throws Exception {
		String queue = TestQueues.create("async");
		Told<SendMessageRequest, SendMessageResult> told = new Told<>();
		within("work", () -> {
			this.sqs.sendMessageAsync(queue, "one").get();
			this.sqs.sendMessageAsync(queue, "two", told).get();
			this.sqs.sendMessageAsync(new SendMessageRequest(queue, "three")).get();
			this.sqs.sendMessageBatchAsync(queue, List.of(new SendMessageBatchRequestEntry("id", "four"))).get();
			Message message = this.sqs
				.receiveMessageAsync(
						new ReceiveMessageRequest(queue).withMaxNumberOfMessages(1).withWaitTimeSeconds(10))
				.get()
				.getMessages()
				.get(0);
			assertThat(message.getMessageAttributes()).containsKey("traceparent");
			this.sqs.receiveMessageAsync(queue, null).get();
			this.sqs.deleteMessageAsync(queue, message.getReceiptHandle()).get();
			return this.sqs
				.deleteMessageBatchAsync(queue,
						List.of(new DeleteMessageBatchRequestEntry("id", message.getReceiptHandle())))
				.get();
		});
		assertThat(told.await().current()).isEqualTo(span("work"));
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTreeInAnyOrder("""
				work
				  send %1$s [PRODUCER]
				  send %1$s [PRODUCER]
				  send %1$s [PRODUCER]
				  create %1$s [PRODUCER]
				  send %1$s [CLIENT]
				  receive %1$s [CLIENT]
				  receive %1$s [CLIENT]
				  delete %1$s [CLIENT]
				  delete %1$s [CLIENT]
				""".formatted(TestQueues.nameOf(queue))));
	}

	@Test
	void failureIsErrorAndReachesHandlerAndFuture() throws Exception {
		String queue = TestQueues.endpoint() + "/000000000000/missing";
		Told<SendMessageRequest, SendMessageResult> told = new Told<>();
		Future<SendMessageResult> future = within("work", () -> this.sqs.sendMessageAsync(queue, "body", told));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(QueueDoesNotExistException.class);
		Call<SendMessageRequest> call = told.await();
		assertThat(call.exception()).isInstanceOf(QueueDoesNotExistException.class);
		assertThat(call.current()).isEqualTo(span("work"));
		assertThat(this.recorder)
			.hasSingleTrace((trace) -> trace.hasSpan("send missing", (span) -> span.hasError("QueueDoesNotExist")));
	}

	@Test
	void callThatIsCancelledEnds() throws Exception {
		String queue = TestQueues.create("cancelled");
		ExecutorService executor = Executors.newSingleThreadExecutor();
		CountDownLatch done = new CountDownLatch(1);
		executor.execute(() -> await(done));
		AmazonSQSAsync client = this.sqsTracing
			.trace(SqsApplication.builder().withExecutorFactory(() -> executor).build());
		Future<SendMessageResult> future = client.sendMessageAsync(queue, "body");
		assertThat(future.isDone()).isFalse();
		assertThat(future.cancel(false)).isTrue();
		assertThat(future.isCancelled()).isTrue();
		done.countDown();
		assertThat(this.recorder).hasSingleTrace(
				(trace) -> trace.hasRoot(send(queue), (span) -> span.hasError(CancellationException.class)));
		client.shutdown();
	}

	@Test
	void callThatIsNotEvenQueuedIsError() {
		String queue = TestQueues.create("rejected");
		AmazonSQSAsync client = this.sqsTracing.trace(SqsApplication.builder().build());
		client.shutdown();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> client.sendMessageAsync(queue, "body"));
		assertThat(this.recorder).hasSingleTrace(
				(trace) -> trace.hasRoot(send(queue), (span) -> span.hasError(RejectedExecutionException.class)));
	}

	private static void await(CountDownLatch done) {
		try {
			done.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What a handler was told, and in which span.
	 */
	private record Call<R>(R request, Exception exception, SpanContext current) {

	}

	private static final class Told<R extends AmazonWebServiceRequest, T> implements AsyncHandler<R, T> {

		private final BlockingQueue<Call<R>> calls = new LinkedBlockingQueue<>();

		@Override
		public void onError(Exception exception) {
			this.calls.add(new Call<>(null, exception, Span.current().getSpanContext()));
		}

		@Override
		public void onSuccess(R request, T result) {
			this.calls.add(new Call<>(request, null, Span.current().getSpanContext()));
		}

		Call<R> await() throws InterruptedException {
			return this.calls.poll(10, TimeUnit.SECONDS);
		}

	}

}
