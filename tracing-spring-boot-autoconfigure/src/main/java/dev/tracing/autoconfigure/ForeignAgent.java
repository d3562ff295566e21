package dev.tracing.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

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

	private static final Map<String, String> ENTRY_CLASSES = new LinkedHashMap<>();

	static {
		ENTRY_CLASSES.put("io.opentelemetry.javaagent.OpenTelemetryAgent", OPENTELEMETRY);
		ENTRY_CLASSES.put("datadog.trace.bootstrap.AgentBootstrap", DATADOG);
	}

	private ForeignAgent() {
	}

	/**
	 * Return which agent does the tracing on this JVM.
	 * @param environment tells whether agents are to be ignored
	 * @return the name of the agent, or {@code null} if there is none or it is ignored
	 */
	static @Nullable String find(Environment environment) {
		if (environment.getProperty("tracing.agent", TracingProperties.Agent.class,
				TracingProperties.Agent.AUTO) == TracingProperties.Agent.IGNORE) {
			return null;
		}
		ClassLoader classLoader = ClassLoader.getSystemClassLoader();
		for (Map.Entry<String, String> candidate : ENTRY_CLASSES.entrySet()) {
			if (ClassUtils.isPresent(candidate.getKey(), classLoader)) {
				return candidate.getValue();
			}
		}
		return null;
	}

}
