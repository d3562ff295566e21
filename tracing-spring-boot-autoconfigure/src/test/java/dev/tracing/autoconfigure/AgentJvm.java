package dev.tracing.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A JVM of its own with an agent that does nothing, whose entry class is called like that
 * of a real tracing agent.
 */
public final class AgentJvm {

	private final Path directory;

	private final String agentPackage;

	private final String agentClass;

	private AgentJvm(Path directory, String agentPackage, String agentClass) {
		this.directory = directory;
		this.agentPackage = agentPackage;
		this.agentClass = agentClass;
	}

	public static AgentJvm datadog(Path directory) {
		return new AgentJvm(directory, "datadog.trace.bootstrap", "AgentBootstrap");
	}

	public static AgentJvm openTelemetry(Path directory) {
		return new AgentJvm(directory, "io.opentelemetry.javaagent", "OpenTelemetryAgent");
	}

	/**
	 * Run an application to its end.
	 * @param application the class with the main method
	 * @param arguments its arguments
	 * @return all it wrote
	 * @throws IOException if it cannot be started or read
	 * @throws InterruptedException if the caller is interrupted
	 */
	public String run(Class<?> application, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-javaagent:" + createAgent(),
				"-cp", System.getProperty("java.class.path"), application.getName()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			return output;
		}
		finally {
			process.destroyForcibly();
		}
	}

	private Path createAgent() throws IOException {
		String source = "package " + this.agentPackage + "; public class " + this.agentClass
				+ " { public static void premain(String arguments) { } }";
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		assertThat(compiler
			.getTask(null, null, null, List.of("-d", this.directory.toString()), null,
					List.of(new SourceFile(this.agentClass, source)))
			.call()).isTrue();
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().putValue("Premain-Class", this.agentPackage + "." + this.agentClass);
		Path jar = this.directory.resolve("agent.jar");
		String entry = this.agentPackage.replace('.', '/') + "/" + this.agentClass + ".class";
		try (OutputStream file = Files.newOutputStream(jar);
				JarOutputStream entries = new JarOutputStream(file, manifest)) {
			entries.putNextEntry(new JarEntry(entry));
			Files.copy(this.directory.resolve(entry), entries);
		}
		return jar;
	}

	private static final class SourceFile extends SimpleJavaFileObject {

		private final String source;

		SourceFile(String className, String source) {
			super(URI.create("string:///" + className + ".java"), Kind.SOURCE);
			this.source = source;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.source;
		}

	}

}
