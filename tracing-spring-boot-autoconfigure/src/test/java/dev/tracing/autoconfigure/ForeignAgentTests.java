package dev.tracing.autoconfigure;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.util.StringUtils;

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
		String output = AgentJvm.datadog(this.directory).run(TestApplication.class);
		assertThat(output).contains("Tracing is left to the Datadog Java agent")
			.contains("SDK beans: 0, OpenTelemetry beans: 1, tracers: 1, recording: false");
		assertThat(output.lines().filter((line) -> line.contains("d.t.") && !line.contains("TestApplication")))
			.hasSize(1);
	}

	@Test
	void stepsBackBesideTheOpenTelemetryAgent() throws Exception {
		assertThat(AgentJvm.openTelemetry(this.directory).run(TestApplication.class))
			.contains("Tracing is left to the OpenTelemetry Java agent")
			.contains("SDK beans: 0, OpenTelemetry beans: 1, tracers: 1");
	}

	@Test
	void tracesAllTheSameIfTold() throws Exception {
		assertThat(AgentJvm.datadog(this.directory).run(TestApplication.class, "--tracing.agent=ignore"))
			.doesNotContain("Tracing is left to")
			.contains("SDK beans: 1, OpenTelemetry beans: 1, tracers: 1, recording: true");
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void noRoomInstallsAnythingBesideAnAgent(WebApplicationType type) throws Exception {
		String[] arguments = { "--spring.main.web-application-type=" + type, "--server.address=127.0.0.1",
				"--server.port=0", "--spring.batch.job.enabled=false" };
		assertThat(AgentJvm.openTelemetry(this.directory).run(CompleteApplication.class, arguments))
			.contains("rooms: [annotation]");
		String[] ignoringIt = StringUtils.addStringToArray(arguments, "--tracing.agent=ignore");
		assertThat(AgentJvm.openTelemetry(this.directory).run(CompleteApplication.class, ignoringIt))
			.contains((type == WebApplicationType.SERVLET)
					? "rooms: [annotation, async, http, jdkhttp, kafka, lambda, reactor, restclient, scheduling, servlet, sqs, webclient]"
					: "rooms: [annotation, async, http, jdkhttp, kafka, lambda, reactor, restclient, scheduling, sqs, webclient, webflux]");
	}

	/**
	 * An application with all there is to trace.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	public static class CompleteApplication {

		private static final Pattern ROOM = Pattern.compile("dev\\.tracing\\.instrument\\.(\\w+)\\..+");

		@Bean
		HttpClient httpClient() {
			return HttpClient.newHttpClient();
		}

		public static void main(String[] args) {
			try (ConfigurableApplicationContext context = SpringApplication.run(CompleteApplication.class, args)) {
				Set<String> rooms = new TreeSet<>();
				for (String name : context.getBeanDefinitionNames()) {
					BeanDefinition definition = context.getBeanFactory().getBeanDefinition(name);
					if (definition instanceof AnnotatedBeanDefinition annotated) {
						Matcher room = ROOM.matcher(annotated.getMetadata().getClassName());
						if (room.matches()) {
							rooms.add(room.group(1));
						}
					}
				}
				System.out.println("rooms: " + rooms);
			}
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
