package dev.tracing.instrument.webflux;

import org.springframework.core.PriorityOrdered;
import org.springframework.web.reactive.DispatchExceptionHandler;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.server.ServerWebExchange;

import reactor.core.publisher.Mono;

/**
 * Records the exceptions of reactive results before an {@code @ExceptionHandler} handles
 * them. Handles no result.
 */
final class HandledExceptionRecorder implements HandlerResultHandler, PriorityOrdered {

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean supports(HandlerResult result) {
		DispatchExceptionHandler handler = result.getExceptionHandler();
		if (handler != null && !(handler instanceof RecordingExceptionHandler)) {
			result.setExceptionHandler(new RecordingExceptionHandler(handler));
		}
		return false;
	}

	@Override
	public Mono<Void> handleResult(ServerWebExchange exchange, HandlerResult result) {
		return Mono.error(new IllegalStateException("No result is handled here"));
	}

	private record RecordingExceptionHandler(DispatchExceptionHandler delegate) implements DispatchExceptionHandler {

		@Override
		public Mono<HandlerResult> handleError(ServerWebExchange exchange, Throwable exception) {
			RequestTrace trace = RequestTrace.of(exchange);
			if (trace != null) {
				trace.handled(exception);
			}
			return this.delegate.handleError(exchange, exception);
		}

	}

}
