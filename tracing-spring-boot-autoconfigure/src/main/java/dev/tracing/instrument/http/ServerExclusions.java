package dev.tracing.instrument.http;

import java.util.ArrayList;
import java.util.List;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Finds the paths of a server that are not traced: those of the properties and those of
 * the actuator.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class ServerExclusions {

	private static final String PROPERTY = "tracing.http.server.exclude";

	private ServerExclusions() {
	}

	/**
	 * Return the exclusions of the application itself.
	 * @param properties properties of HTTP servers
	 * @param environment tells where the actuator is
	 * @param basePath the path below which Spring serves, the actuator included
	 * @return the exclusions
	 */
	public static PathExclusions ofApplication(HttpTracingProperties.Server properties, Environment environment,
			String basePath) {
		List<String> patterns = new ArrayList<>(properties.getExclude());
		String actuator = pathOf(environment.getProperty("management.endpoints.web.base-path", "/actuator"));
		// An actuator at the root shares its paths with the application.
		if (properties.isExcludeActuator() && !actuator.isEmpty()) {
			patterns.add(pathOf(basePath) + actuator + "/**");
		}
		return new PathExclusions(PROPERTY, patterns);
	}

	/**
	 * Return the exclusions of a management server with a port of its own.
	 * @param properties properties of HTTP servers
	 * @return the exclusions
	 */
	public static PathExclusions ofManagementServer(HttpTracingProperties.Server properties) {
		return new PathExclusions(PROPERTY,
				(properties.isExcludeActuator()) ? List.of("/**") : properties.getExclude());
	}

	private static String pathOf(String path) {
		String withoutEnd = StringUtils.trimTrailingCharacter(path.trim(), '/');
		return (withoutEnd.isEmpty() || withoutEnd.startsWith("/")) ? withoutEnd : "/" + withoutEnd;
	}

}
