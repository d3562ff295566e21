package dev.tracing.benchmarks;

import java.io.File;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who traces an application.
 */
enum Variant {

	/**
	 * Nobody.
	 */
	UNTRACED("untraced", EnumSet.noneOf(Libraries.class), List.of()),

	/**
	 * The application itself, with the SDK and its exporter.
	 */
	BY_HAND("by hand", EnumSet.of(Libraries.SDK, Libraries.EXPORTER),
			List.of("--spring.main.sources=" + HandMadeConfiguration.class.getName())),

	/**
	 * The starter.
	 */
	STARTER("starter", EnumSet.of(Libraries.SDK, Libraries.STARTER), List.of());

	private final String label;

	private final Set<Libraries> missing;

	private final List<String> arguments;

	Variant(String label, EnumSet<Libraries> present, List<String> arguments) {
		this.label = label;
		this.missing = EnumSet.complementOf(present);
		this.arguments = arguments;
	}

	/**
	 * Return what an application in a process of its own is told besides.
	 * @return arguments for Spring Boot
	 */
	List<String> arguments() {
		return this.arguments;
	}

	/**
	 * Return the class path of an application in a process of its own: that of this
	 * process without what the variant does without.
	 * @return the class path
	 */
	String classPath() {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> this.missing.stream().noneMatch((libraries) -> libraries.contain(entry)))
			.collect(Collectors.joining(File.pathSeparator));
	}

	@Override
	public String toString() {
		return this.label;
	}

}
