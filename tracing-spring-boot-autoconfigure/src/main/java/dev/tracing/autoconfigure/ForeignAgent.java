package dev.tracing.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Finds a tracing agent that someone else put on the JVM. The JVM adds an agent's jar to
 * the system class path, so its entry class tells, whatever the jar is called.
 */
final class ForeignAgent {

	static final String OPENTELEMETRY = "the OpenTelemetry Java agent";

	static final String DATADOG = "the Datadog Java agent";

	/**
	 * A fact about the JVM, asked for by every condition. An agent that attaches later
	 * than the first application starts finds it traced.
	 */
	private static final @Nullable String ON_THIS_JVM = look();

	private ForeignAgent() {
	}

	/**
	 * Return which agent does the tracing on this JVM.
	 * @param environment tells whether agents are to be ignored
	 * @return the name of the agent, or {@code null} if there is none or it is ignored
	 */
	static @Nullable String find(Environment environment) {
		if (ON_THIS_JVM == null || environment.getProperty("tracing.agent", TracingProperties.Agent.class,
				TracingProperties.Agent.AUTO) == TracingProperties.Agent.IGNORE) {
			return null;
		}
		return ON_THIS_JVM;
	}

	private static @Nullable String look() {
		ClassLoader classLoader = ClassLoader.getSystemClassLoader();
		if (ClassUtils.isPresent("io.opentelemetry.javaagent.OpenTelemetryAgent", classLoader)) {
			return OPENTELEMETRY;
		}
		return (ClassUtils.isPresent("datadog.trace.bootstrap.AgentBootstrap", classLoader)) ? DATADOG : null;
	}

}
