package dev.tracing.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what is named as a string exists: nothing else would tell that an order or a
 * replacement is dead.
 */
class AutoConfigurationNamesTests {

	/**
	 * Of modules that are not on the class path of the tests.
	 */
	private static final Set<String> ABSENT = Set
		.of("org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration");

	@ParameterizedTest
	@MethodSource("names")
	void namesAnAutoConfigurationThatExists(String name) {
		boolean present = ClassUtils.isPresent(name, getClass().getClassLoader());
		assertThat(present).isEqualTo(!ABSENT.contains(name));
		if (present) {
			assertThat(candidates()).contains(name);
		}
	}

	static Stream<String> names() {
		return Stream.of(BootTracingFilter.REPLACED.stream(), BootTracingFilter.NOOP.stream(), ordered())
			.flatMap(Function.identity())
			.distinct()
			.sorted();
	}

	private static Stream<String> ordered() {
		return candidates().stream()
			.filter((name) -> name.startsWith("dev.tracing."))
			.map((name) -> ClassUtils.resolveClassName(name, null).getAnnotation(AutoConfiguration.class))
			.flatMap((ordering) -> Stream.of(ordering.beforeName(), ordering.afterName()))
			.flatMap(Arrays::stream);
	}

	private static List<String> candidates() {
		return ImportCandidates.load(AutoConfiguration.class, AutoConfigurationNamesTests.class.getClassLoader())
			.getCandidates();
	}

}
