package dev.tracing.test;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Main class of a JVM that uses a context before the test kit can wrap the storage, and
 * then runs tests.
 */
final class LateInstallation {

	private LateInstallation() {
	}

	public static void main(String[] args) {
		Context.current();
		EngineRun run = EngineRun.of(LateCase.class);
		System.out.println("tracking active: " + ScopeTracking.isActive());
		System.out.println("succeeded: " + run.succeeded());
		System.out.println("report entries: " + run.reportKeys());
		run.failures().forEach(System.out::println);
	}

	static class LateCase {

		@RegisterExtension
		static final TracingExtension tracing = TracingExtension.create();

		private final Tracer tracer = SdkTracerProvider.builder()
			.addSpanProcessor(tracing.recorder())
			.build()
			.get("test");

		@Test
		void leaksOnTestThread() {
			this.tracer.spanBuilder("work").startSpan().end();
			Context.root().with(TestServices.KEY, "value").makeCurrent();
		}

		@Test
		void tidiesUp() {
			this.tracer.spanBuilder("work").startSpan().end();
		}

	}

}
