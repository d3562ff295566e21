package dev.tracing.autoconfigure;

import java.util.stream.Stream;

import dev.tracing.autoconfigure.ForeignAgentTests.CompleteApplication;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OnTracingCondition} where the engine is excluded.
 */
class EngineExclusionTests {

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void nothingIsInstalledWithoutEngine(WebApplicationType type) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(CompleteApplication.class).web(type)
			.properties("server.address=127.0.0.1", "server.port=0", "spring.batch.job.enabled=false",
					"spring.main.banner-mode=off",
					"spring.autoconfigure.exclude=" + TracingAutoConfiguration.class.getName())
			.run()) {
			assertThat(Stream.of(context.getBeanDefinitionNames()).map(context::getType)).isNotEmpty()
				.filteredOn((beanType) -> beanType != null && beanType.getPackageName().startsWith("dev.tracing."))
				.containsExactly(CompleteApplication.class);
		}
	}

}
