package dev.tracing.test;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.ParameterResolutionDelegate;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Clears the {@link TraceRecorder} before each test, offers it as a parameter, and fails
 * a test that passed but left tracing in disorder:
 * <ul>
 * <li>leaked scopes: a scope opened during the test, on any thread, that was never
 * closed, or closed on another thread, twice or out of order</li>
 * <li>unfinished spans: those still open after the recorder's timeout (5 seconds by
 * default; a test without any does not wait)</li>
 * <li>orphaned spans: those with a parent in their own process that was never recorded;
 * remote parents need not be recorded</li>
 * </ul>
 * The failure prints each trace as a tree.
 * <p>
 * With Spring, {@link TracingTest} brings the extension along. Without, register one and
 * hand its recorder to the tracer provider:
 *
 * <pre class="code">
 * &#064;RegisterExtension
 * static final TracingExtension tracing = TracingExtension.create();
 *
 * private final SdkTracerProvider tracerProvider = SdkTracerProvider.builder()
 *     .addSpanProcessor(tracing.recorder())
 *     .build();
 * </pre>
 * <p>
 * Scopes are seen on all threads because the kit wraps OpenTelemetry's context storage
 * when the JUnit Platform starts. Where something used the storage even earlier, only the
 * test thread is checked; a report entry {@code tracing.scopes} then says so. Tests that
 * run in parallel need a recorder each; scopes are told apart by thread and trace.
 * <p>
 * Immutable and thread-safe.
 */
public final class TracingExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(TracingExtension.class);

	static {
		// For runners that bypass the launcher, and with it the session listener
		ScopeTracking.install();
	}

	private final @Nullable TraceRecorder recorder;

	private final LeakChecks checks;

	/**
	 * Creates an extension that takes recorder and options from the test's application
	 * context and its {@link TracingTest} annotation.
	 */
	TracingExtension() {
		this(null, LeakChecks.ALL);
	}

	private TracingExtension(@Nullable TraceRecorder recorder, LeakChecks checks) {
		this.recorder = recorder;
		this.checks = checks;
	}

	/**
	 * Creates an extension with a recorder of its own.
	 * @return the extension
	 */
	public static TracingExtension create() {
		return create(new TraceRecorder());
	}

	/**
	 * Creates an extension for the given recorder.
	 * @param recorder the recorder, which no test running in parallel may use
	 * @return the extension
	 */
	public static TracingExtension create(TraceRecorder recorder) {
		return new TracingExtension(recorder, LeakChecks.ALL);
	}

	/**
	 * Returns an extension that does not check scopes.
	 * @return a copy of this extension with the same recorder
	 */
	public TracingExtension allowLeakedScopes() {
		return new TracingExtension(this.recorder, this.checks.withoutScopes());
	}

	/**
	 * Returns an extension that neither waits for open spans nor checks them.
	 * @return a copy of this extension with the same recorder
	 */
	public TracingExtension allowUnfinishedSpans() {
		return new TracingExtension(this.recorder, this.checks.withoutUnfinishedSpans());
	}

	/**
	 * Returns an extension that does not check for orphaned spans.
	 * @return a copy of this extension with the same recorder
	 */
	public TracingExtension allowOrphans() {
		return new TracingExtension(this.recorder, this.checks.withoutOrphans());
	}

	/**
	 * Returns the recorder to register with the tracer provider under test.
	 * @return the recorder
	 * @throws IllegalStateException if the recorder is a bean
	 */
	public TraceRecorder recorder() {
		if (this.recorder == null) {
			throw new IllegalStateException("The recorder is a bean of the test's application context");
		}
		return this.recorder;
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		TraceRecorder used = recorder(context);
		used.clear();
		context.getStore(NAMESPACE).put(this, new LeakDetector(used, checks(context)));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		LeakDetector detector = context.getStore(NAMESPACE).remove(this, LeakDetector.class);
		if (detector == null) {
			return;
		}
		try {
			if (detector.isDegraded()) {
				context.publishReportEntry("tracing.scopes", LeakDetector.DEGRADED);
			}
			if (context.getExecutionException().isEmpty()) {
				detector.check();
			}
		}
		finally {
			detector.stop();
		}
	}

	@Override
	public boolean supportsParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
		Parameter parameter = parameterContext.getParameter();
		return parameter.getType() == TraceRecorder.class && parameterContext.getDeclaringExecutable() instanceof Method
				&& !ParameterResolutionDelegate.isAutowirable(parameter, parameterContext.getIndex());
	}

	@Override
	public TraceRecorder resolveParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
		return recorder(extensionContext);
	}

	private TraceRecorder recorder(ExtensionContext context) {
		return (this.recorder != null) ? this.recorder
				: SpringExtension.getApplicationContext(context).getBean(TraceRecorder.class);
	}

	private LeakChecks checks(ExtensionContext context) {
		TracingTest annotation = (this.recorder == null)
				? TestContextAnnotationUtils.findMergedAnnotation(context.getRequiredTestClass(), TracingTest.class)
				: null;
		return (annotation != null) ? LeakChecks.of(annotation) : this.checks;
	}

}
