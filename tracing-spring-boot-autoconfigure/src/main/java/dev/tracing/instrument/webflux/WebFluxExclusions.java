package dev.tracing.instrument.webflux;

import java.util.ArrayList;
import java.util.List;

import dev.tracing.instrument.http.HttpTracingProperties;
import dev.tracing.instrument.http.PathExclusions;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Finds the paths of a WebFlux application that are not traced: those of the properties
 * and those of the actuator.
 */
final class WebFluxExclusions {

	private static final String PROPERTY = "tracing.http.server.exclude";

	private WebFluxExclusions() {
	}

	/**
	 * Return the exclusions of the application itself.
	 * @param properties properties of HTTP servers
	 * @param environment tells where the actuator is
	 * @return the exclusions
	 */
	static PathExclusions ofApplication(HttpTracingProperties.Server properties, Environment environment) {
		List<String> patterns = new ArrayList<>(properties.getExclude());
		String actuator = pathOf(environment.getProperty("management.endpoints.web.base-path", "/actuator"));
		// An actuator at the root shares its paths with the application.
		if (properties.isExcludeActuator() && !actuator.isEmpty()) {
			patterns.add(actuator + "/**");
		}
		return new PathExclusions(PROPERTY, patterns);
	}

	/**
	 * Return the exclusions of a management server with a port of its own.
	 * @param properties properties of HTTP servers
	 * @return the exclusions
	 */
	static PathExclusions ofManagementServer(HttpTracingProperties.Server properties) {
		return new PathExclusions(PROPERTY,
				(properties.isExcludeActuator()) ? List.of("/**") : properties.getExclude());
	}

	private static String pathOf(String path) {
		String withoutEnd = StringUtils.trimTrailingCharacter(path.trim(), '/');
		return (withoutEnd.isEmpty() || withoutEnd.startsWith("/")) ? withoutEnd : "/" + withoutEnd;
	}

}
