package dev.tracing.instrument.http;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import org.slf4j.MDC;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * What the server contract is tried on, whatever web stack serves it.
 */
@RestController
public class ContractController {

	private final Tracer tracer;

	private final ContextPropagators propagators;

	ContractController(Tracer tracer, ContextPropagators propagators) {
		this.tracer = tracer;
		this.propagators = propagators;
	}

	@RequestMapping(path = "/orders/{id}",
			method = { RequestMethod.GET, RequestMethod.POST, RequestMethod.PUT, RequestMethod.HEAD })
	ResponseEntity<String> order(@PathVariable String id) {
		return ResponseEntity.ok().header("X-Answer", "one", "two").body(id);
	}

	@GetMapping("/status/{status}")
	ResponseEntity<String> status(@PathVariable int status) {
		return ResponseEntity.status(status).body("");
	}

	@GetMapping("/unhandled")
	String unhandled() {
		throw new IllegalStateException("nobody cares");
	}

	@GetMapping("/handled/{status}")
	String handled(@PathVariable int status) {
		throw new HandledException(status);
	}

	@GetMapping("/answer/{status}")
	String answer(@PathVariable int status) {
		throw new ResponseStatusException(HttpStatus.valueOf(status));
	}

	@GetMapping("/child")
	String child() {
		Span child = this.tracer.spanBuilder("child").startSpan();
		child.end();
		return (child.isRecording() || child.getSpanContext().isSampled()) ? "sampled" : "dropped";
	}

	@GetMapping({ "/propagated", "/internal/propagated", "/private/{id}/propagated" })
	String propagated() {
		StringBuilder headers = new StringBuilder();
		child();
		this.propagators.getTextMapPropagator()
			.inject(Context.current(), headers, (carrier, key, value) -> carrier.append(key).append('=').append(value));
		return headers.toString();
	}

	/**
	 * Returns the trace ids of the log context and of the current span.
	 */
	@GetMapping("/ids")
	String ids() {
		return currentIds();
	}

	/**
	 * Returns what the log context and the current span are right now.
	 * @return trace and span id of the log context, then those of the span
	 */
	public static String currentIds() {
		SpanContext current = Span.current().getSpanContext();
		return MDC.get("traceId") + "," + MDC.get("spanId") + "," + current.getTraceId() + "," + current.getSpanId();
	}

	@ExceptionHandler
	ResponseEntity<String> handle(HandledException exception) {
		return ResponseEntity.status(exception.status).body("handled");
	}

	/**
	 * An exception with a handler.
	 */
	static class HandledException extends RuntimeException {

		private final int status;

		HandledException(int status) {
			super("known trouble");
			this.status = status;
		}

	}

}
