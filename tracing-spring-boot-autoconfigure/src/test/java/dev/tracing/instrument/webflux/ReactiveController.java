package dev.tracing.instrument.webflux;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import dev.tracing.instrument.http.ContractController;
import io.opentelemetry.api.trace.Tracer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What only a reactive application does.
 */
@RestController
@RequestMapping("/reactive")
class ReactiveController {

	private static final Logger logger = LoggerFactory.getLogger(ReactiveController.class);

	private final Tracer tracer;

	private volatile Gate gate = new Gate();

	ReactiveController(Tracer tracer) {
		this.tracer = tracer;
	}

	/**
	 * Returns what the next response is held back with.
	 */
	Gate newGate() {
		this.gate = new Gate();
		return this.gate;
	}

	@GetMapping("/mono/ids")
	Mono<String> ids() {
		return later(ContractController::currentIds);
	}

	@GetMapping("/flux/ids")
	Flux<String> idsOfElements() {
		return Flux.range(0, 2)
			.flatMap((number) -> Mono.fromCallable(() -> ContractController.currentIds() + ";")
				.subscribeOn(Schedulers.boundedElastic()));
	}

	@GetMapping("/future/ids")
	CompletableFuture<String> idsOfFuture() {
		return CompletableFuture.completedFuture(ContractController.currentIds());
	}

	@PostMapping("/echo")
	Mono<String> echo(@RequestBody Mono<String> body) {
		return body.map((text) -> text + "," + ContractController.currentIds());
	}

	@GetMapping("/child")
	Mono<String> child() {
		return later(() -> {
			this.tracer.spanBuilder("child").startSpan().end();
			return "done";
		});
	}

	@GetMapping("/unhandled")
	Mono<String> unhandled() {
		return later(() -> {
			throw new IllegalStateException("nobody cares");
		});
	}

	@GetMapping("/handled/{status}")
	Mono<String> handled(@PathVariable int status) {
		return later(() -> {
			throw new ReactiveException(status);
		});
	}

	@GetMapping("/recovered")
	Mono<String> recovered() {
		return this.<String>later(() -> {
			throw new IllegalStateException("known");
		}).onErrorReturn("fine");
	}

	@GetMapping("/timeout")
	Mono<String> timeout() {
		return Mono.<String>never().timeout(Duration.ofMillis(20));
	}

	@GetMapping("/timeout/handled")
	Mono<String> timeoutWithResult() {
		return Mono.<String>never().timeout(Duration.ofMillis(20)).onErrorReturn("in time");
	}

	@GetMapping("/mono")
	Mono<String> gatedMono() {
		return this.gate.passed().thenReturn("done");
	}

	@GetMapping(path = "/flux", produces = MediaType.TEXT_PLAIN_VALUE)
	Flux<String> gatedFlux() {
		return Flux.concat(Mono.just("one"), this.gate.passed().thenReturn("done"));
	}

	@GetMapping(path = "/sse", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<String> gatedEvents() {
		return Flux.concat(Mono.just("one"), this.gate.passed().thenReturn("done"));
	}

	@GetMapping(path = "/sse-failing", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<String> failingEvents() {
		return Flux.concat(Mono.just("one"), later(() -> {
			throw new IllegalStateException("no more events");
		}));
	}

	@GetMapping("/committed-then-failed")
	Mono<Void> failAfterCommit(ServerHttpResponse response) {
		return response.setComplete().then(Mono.error(() -> new IllegalStateException("too late")));
	}

	@GetMapping(path = "/endless", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<String> endless() {
		String event = "x".repeat(10_000);
		Gate ended = this.gate;
		return Flux.interval(Duration.ofMillis(1)).onBackpressureDrop().map((number) -> event).doFinally((signal) -> {
			logger.info("ended by {}", signal);
			ended.reach();
		});
	}

	@GetMapping("/never")
	Mono<String> never() {
		Gate cancelled = this.gate;
		return Mono.<String>never().doOnSubscribe((subscription) -> cancelled.reach()).doOnCancel(() -> {
			this.tracer.spanBuilder("clean up").startSpan().end();
			logger.info("cancelled");
		});
	}

	private <T> Mono<T> later(Supplier<T> supplier) {
		return Mono.delay(Duration.ofMillis(1)).map((number) -> supplier.get());
	}

	@ExceptionHandler
	ResponseEntity<String> handle(ReactiveException exception) {
		return ResponseEntity.status(exception.status).body("handled");
	}

	/**
	 * An exception with a handler.
	 */
	static class ReactiveException extends RuntimeException {

		private final int status;

		ReactiveException(int status) {
			super("known trouble");
			this.status = status;
		}

	}

}
