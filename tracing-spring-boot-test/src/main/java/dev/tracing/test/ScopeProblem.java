package dev.tracing.test;

import java.util.Arrays;
import java.util.List;

/**
 * A scope that was not closed as it should have been.
 *
 * @param kind what went wrong
 * @param scope the scope
 * @param closingThread the name of the thread that noticed
 */
record ScopeProblem(Kind kind, TrackedScope scope, String closingThread) {

	private static final List<String> PLUMBING = List.of("dev.tracing.test.", "io.opentelemetry.context.",
			"io.opentelemetry.api.", "io.micrometer.tracing.otel.bridge.",
			"org.springframework.boot.micrometer.tracing.");

	ScopeProblem(Kind kind, TrackedScope scope) {
		this(kind, scope, Thread.currentThread().getName());
	}

	@Override
	public String toString() {
		String text = "Scope of " + this.scope.content() + ", opened on thread \"" + this.scope.thread().getName()
				+ "\"" + openedAt() + ", was " + this.kind.text;
		return (this.kind == Kind.CLOSED_ON_OTHER_THREAD) ? text + " \"" + this.closingThread + "\"" : text;
	}

	private String openedAt() {
		return Arrays.stream(this.scope.openedAt().getStackTrace())
			.filter((frame) -> PLUMBING.stream().noneMatch(frame.getClassName()::startsWith))
			.findFirst()
			.map((frame) -> " at " + frame)
			.orElse("");
	}

	/**
	 * Kinds of mistakes.
	 */
	enum Kind {

		NEVER_CLOSED("never closed"),

		CLOSED_TWICE("closed twice"),

		CLOSED_OUT_OF_ORDER("closed out of order, while another context was current"),

		CLOSED_ON_OTHER_THREAD("closed on the other thread");

		private final String text;

		Kind(String text) {
			this.text = text;
		}

	}

}
