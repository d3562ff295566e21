package dev.tracing.test;

import java.lang.reflect.Method;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.jspecify.annotations.Nullable;

import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Clears the recorder before each test and offers it as a parameter.
 */
public final class TracingExtension implements BeforeEachCallback, ParameterResolver {

	private final @Nullable TraceRecorder recorder;

	TracingExtension() {
		this(null);
	}

	private TracingExtension(@Nullable TraceRecorder recorder) {
		this.recorder = recorder;
	}

	/**
	 * Creates an extension with a recorder of its own, for use without Spring.
	 * @return the extension
	 */
	public static TracingExtension create() {
		return new TracingExtension(new TraceRecorder());
	}

	/**
	 * Returns the recorder to register with the tracer provider under test.
	 * @return the recorder
	 */
	public TraceRecorder recorder() {
		if (this.recorder == null) {
			throw new IllegalStateException("The recorder is a bean of the test's application context");
		}
		return this.recorder;
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		recorder(context).clear();
	}

	@Override
	public boolean supportsParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
		return parameterContext.getParameter().getType() == TraceRecorder.class
				&& parameterContext.getDeclaringExecutable() instanceof Method;
	}

	@Override
	public TraceRecorder resolveParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
		return recorder(extensionContext);
	}

	private TraceRecorder recorder(ExtensionContext context) {
		return (this.recorder != null) ? this.recorder
				: SpringExtension.getApplicationContext(context).getBean(TraceRecorder.class);
	}

}
