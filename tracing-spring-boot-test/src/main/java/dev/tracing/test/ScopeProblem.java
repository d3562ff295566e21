package dev.tracing.test;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A scope that was not closed as it should have been.
 *
 * @param kind what went wrong
 * @param scope the scope
 * @param closed where it was closed, or {@code null} if it was not
 */
record ScopeProblem(Kind kind, TrackedScope scope, @Nullable CallSite closed) {

	/**
	 * Returns the stack traces of the places involved.
	 */
	Stream<Throwable> stackTraces() {
		return Stream.of(this.scope.opened(), this.closed).filter((site) -> site != null).map(CallSite::stackTrace);
	}

	@Override
	public String toString() {
		String text = "Scope of " + this.scope.content() + ", opened " + this.scope.opened() + ", was "
				+ this.kind.text;
		return (this.closed != null) ? text + ", " + this.closed : text;
	}

	/**
	 * Kinds of mistakes.
	 */
	enum Kind {

		NEVER_CLOSED("never closed"),

		CLOSED_TWICE("closed twice"),

		CLOSED_OUT_OF_ORDER("closed out of order while another context was current"),

		CLOSED_ON_OTHER_THREAD("closed by another thread");

		private final String text;

		Kind(String text) {
			this.text = text;
		}

	}

}
