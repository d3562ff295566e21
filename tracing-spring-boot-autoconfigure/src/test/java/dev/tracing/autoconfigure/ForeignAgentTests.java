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

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that tracing steps back when a foreign agent is on the JVM: in a JVM of its own,
 * with an agent whose entry class is called like the real one's.
 */
class ForeignAgentTests {

	@TempDir
	private Path directory;

	@Test
	void stepsBackBesideTheDatadogAgent() throws Exception {
		String output = runBeside("datadog.trace.bootstrap", "AgentBootstrap");
		assertThat(output).contains("Tracing is left to the Datadog Java agent")
			.contains("SDK beans: 0, OpenTelemetry beans: 1, tracers: 1, recording: false");
		assertThat(output.lines().filter((line) -> line.contains("d.t.") && !line.contains("TestApplication")))
			.hasSize(1);
	}

	@Test
	void stepsBackBesideTheOpenTelemetryAgent() throws Exception {
		assertThat(runBeside("io.opentelemetry.javaagent", "OpenTelemetryAgent"))
			.contains("Tracing is left to the OpenTelemetry Java agent")
			.contains("SDK beans: 0, OpenTelemetry beans: 1, tracers: 1");
	}

	@Test
	void tracesAllTheSameIfTold() throws Exception {
		assertThat(runBeside("datadog.trace.bootstrap", "AgentBootstrap", "--tracing.agent=ignore"))
			.doesNotContain("Tracing is left to")
			.contains("SDK beans: 1, OpenTelemetry beans: 1, tracers: 1, recording: true");
	}

	private String runBeside(String agentPackage, String agentClass, String... arguments)
			throws IOException, InterruptedException {
		Path agent = createAgent(agentPackage, agentClass);
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-javaagent:" + agent,
						"-cp", System.getProperty("java.class.path"), TestApplication.class.getName()));
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

	private Path createAgent(String agentPackage, String agentClass) throws IOException {
		String source = "package " + agentPackage + "; public class " + agentClass
				+ " { public static void premain(String arguments) { } }";
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		assertThat(compiler
			.getTask(null, null, null, List.of("-d", this.directory.toString()), null,
					List.of(new SourceFile(agentClass, source)))
			.call()).isTrue();
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().putValue("Premain-Class", agentPackage + "." + agentClass);
		Path jar = this.directory.resolve("agent.jar");
		String entry = agentPackage.replace('.', '/') + "/" + agentClass + ".class";
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

	/**
	 * The application that runs beside the agent.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(TracingAutoConfiguration.class)
	public static class TestApplication {

		public static void main(String[] args) {
			SpringApplication application = new SpringApplication(TestApplication.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			try (ConfigurableApplicationContext context = application.run(args)) {
				boolean recording = context.getBean(OpenTelemetry.class)
					.getTracer("test")
					.spanBuilder("work")
					.startSpan()
					.isRecording();
				System.out.println("SDK beans: " + context.getBeanNamesForType(SdkTracerProvider.class).length
						+ ", OpenTelemetry beans: " + context.getBeanNamesForType(OpenTelemetry.class).length
						+ ", tracers: " + context.getBeanNamesForType(io.micrometer.tracing.Tracer.class).length
						+ ", recording: " + recording);
			}
		}

	}

}
