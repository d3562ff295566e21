package dev.tracing.instrument.servlet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import dev.tracing.instrument.http.ContractController;
import jakarta.annotation.PreDestroy;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * All kinds of asynchronous handlers that Spring MVC knows. Work is done on threads of
 * its own, held back by gates.
 */
@RestController
class AsyncController {

	private final SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("async-");

	private final Map<String, Gate> gates = new ConcurrentHashMap<>();

	/**
	 * Returns the gate that holds back the next request of a kind.
	 * @param kind the kind
	 * @return the gate
	 */
	Gate gate(String kind) {
		return this.gates.computeIfAbsent(kind, (key) -> new Gate());
	}

	private void pass(String kind) {
		gate(kind).pass();
		this.gates.remove(kind);
	}

	@GetMapping("/async/callable")
	Callable<String> callable() {
		return () -> {
			pass("callable");
			return "done";
		};
	}

	@GetMapping("/async/deferred")
	DeferredResult<String> deferred() {
		DeferredResult<String> result = new DeferredResult<>();
		this.executor.execute(() -> {
			pass("deferred");
			result.setResult("done");
		});
		return result;
	}

	@GetMapping("/async/future")
	CompletableFuture<String> future() {
		return CompletableFuture.supplyAsync(() -> {
			pass("future");
			return "done";
		}, this.executor);
	}

	@GetMapping("/async/stream")
	StreamingResponseBody stream() {
		return (output) -> {
			output.write("do".getBytes(StandardCharsets.UTF_8));
			output.flush();
			pass("stream");
			output.write("ne".getBytes(StandardCharsets.UTF_8));
		};
	}

	@GetMapping("/async/sse")
	SseEmitter sse() {
		SseEmitter emitter = new SseEmitter();
		this.executor.execute(() -> {
			try {
				emitter.send("do");
				pass("sse");
				emitter.send("ne");
				emitter.complete();
			}
			catch (IOException ex) {
				emitter.completeWithError(ex);
			}
		});
		return emitter;
	}

	@GetMapping("/async/sse-failing")
	SseEmitter failingSse() {
		SseEmitter emitter = new SseEmitter();
		this.executor.execute(() -> {
			try {
				emitter.send("do");
				emitter.completeWithError(new IllegalStateException("no more events"));
			}
			catch (IOException ex) {
				emitter.completeWithError(ex);
			}
		});
		return emitter;
	}

	@GetMapping("/async/unhandled")
	Callable<String> unhandled() {
		return () -> {
			throw new IllegalStateException("asynchronous trouble");
		};
	}

	@GetMapping("/async/handled/{status}")
	Callable<String> handled(@PathVariable int status) {
		return () -> {
			throw new NumberFormatException(Integer.toString(status));
		};
	}

	@GetMapping("/async/timeout/callable")
	WebAsyncTask<String> callableTimeout() {
		return new WebAsyncTask<>(100, () -> {
			pass("timeout");
			return "late";
		});
	}

	@GetMapping("/async/timeout/deferred")
	DeferredResult<String> deferredTimeout() {
		return new DeferredResult<>(100L);
	}

	@GetMapping("/async/timeout/handled")
	DeferredResult<String> handledTimeout() {
		DeferredResult<String> result = new DeferredResult<>(100L);
		result.onTimeout(() -> result.setResult("in time"));
		return result;
	}

	@GetMapping("/async/timeout/sse")
	SseEmitter sseTimeout() throws IOException {
		SseEmitter emitter = new SseEmitter(100L);
		emitter.send("do");
		return emitter;
	}

	@GetMapping("/async/endless")
	StreamingResponseBody endless() {
		return (output) -> {
			byte[] chunk = new byte[64 * 1024];
			while (true) {
				output.write(chunk);
				output.flush();
			}
		};
	}

	@GetMapping("/async/ids")
	Callable<ResponseEntity<String>> ids() {
		String before = ContractController.currentIds();
		return () -> ResponseEntity.ok(before);
	}

	@ExceptionHandler
	ResponseEntity<String> handle(NumberFormatException exception) {
		return ResponseEntity.status(Integer.parseInt(String.valueOf(exception.getMessage()))).body("handled");
	}

	@PreDestroy
	void close() {
		this.gates.values().forEach(Gate::open);
		this.executor.close();
	}

}
