package dev.tracing.instrument.annotation;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import javax.tools.ToolProvider;

import dev.tracing.Traced;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Traced} in JVMs that lack something the test's own has, or have
 * something more.
 */
class TracedJvmTests {

	@TempDir
	private Path directory;

	@Test
	void worksWithoutAspectJ() throws Exception {
		String classPath = Arrays.stream(classPath().split(File.pathSeparator))
			.filter((entry) -> !entry.contains("aspectjweaver"))
			.collect(Collectors.joining(File.pathSeparator));
		assertThat(run(classPath)).contains("AspectJ: false, recording: true");
	}

	@Test
	void usesTheTracerOfTheOpenTelemetryAgent() throws Exception {
		assertThat(run(classPathWith("io.opentelemetry.javaagent", "OpenTelemetryAgent"), "agent"))
			.contains("recording: true, spans of the agent: [Service.work]");
	}

	@Test
	void doesNothingBesideTheDatadogAgent() throws Exception {
		assertThat(run(classPathWith("datadog.trace.bootstrap", "AgentBootstrap"), "agent"))
			.contains("recording: false, spans of the agent: []");
	}

	private static String classPath() {
		return System.getProperty("java.class.path");
	}

	private String classPathWith(String agentPackage, String agentClass) throws IOException {
		Path source = Files.writeString(this.directory.resolve(agentClass + ".java"),
				"package " + agentPackage + "; public class " + agentClass + " { }");
		assertThat(ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-proc:none", "-d", this.directory.toString(), source.toString())).isZero();
		return classPath() + File.pathSeparator + this.directory;
	}

	private static String run(String classPath, String... arguments) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", classPath, TestApplication.class.getName());
		builder.command().addAll(Arrays.asList(arguments));
		Process process = builder.redirectErrorStream(true).start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			return output;
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * The application that runs in a JVM of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TracingAutoConfiguration.class, AopAutoConfiguration.class,
			AnnotationTracingAutoConfiguration.class })
	public static class TestApplication {

		@Bean
		Service service() {
			return new Service();
		}

		public static void main(String[] args) {
			InMemorySpanExporter spansOfAgent = InMemorySpanExporter.create();
			if (args.length > 0) {
				GlobalOpenTelemetry.set(OpenTelemetrySdk.builder()
					.setTracerProvider(SdkTracerProvider.builder()
						.addSpanProcessor(SimpleSpanProcessor.create(spansOfAgent))
						.build())
					.build());
			}
			SpringApplication application = new SpringApplication(TestApplication.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			try (ConfigurableApplicationContext context = application.run()) {
				boolean recording = context.getBean(Service.class).work();
				System.out.println("AspectJ: "
						+ ClassUtils.isPresent("org.aspectj.weaver.Advice", TestApplication.class.getClassLoader())
						+ ", recording: " + recording + ", spans of the agent: "
						+ spansOfAgent.getFinishedSpanItems().stream().map((span) -> span.getName()).toList());
			}
		}

	}

	static class Service {

		@Traced
		boolean work() {
			return Span.current().isRecording();
		}

	}

}
