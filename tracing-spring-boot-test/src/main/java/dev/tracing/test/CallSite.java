package dev.tracing.test;

import java.util.Arrays;
import java.util.List;

/**
 * Where, and on which thread, a scope was opened or closed.
 */
final class CallSite {

	private static final List<String> PLUMBING = List.of(CallSite.class.getName(), TrackedScope.class.getName(),
			ScopeTracking.class.getName(), "io.opentelemetry.context.", "io.opentelemetry.api.", "io.micrometer.",
			"org.springframework.boot.micrometer.");

	private final Thread thread = Thread.currentThread();

	private final Throwable stackTrace;

	CallSite(String action) {
		this.stackTrace = new Throwable("Scope " + action + " on thread \"" + this.thread.getName() + "\"");
	}

	Thread thread() {
		return this.thread;
	}

	Throwable stackTrace() {
		return this.stackTrace;
	}

	@Override
	public String toString() {
		return "on thread \"" + this.thread.getName() + "\""
				+ Arrays.stream(this.stackTrace.getStackTrace())
					.filter((frame) -> PLUMBING.stream().noneMatch(frame.getClassName()::startsWith))
					.findFirst()
					.map((frame) -> " at " + frame)
					.orElse("");
	}

}
