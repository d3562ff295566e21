package dev.tracing.test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the installation of {@link ScopeTracking}, which happens once per JVM.
 */
class ScopeTrackingTests {

	@Test
	void isInstalledByThePlatform() {
		EngineRun.of(TracingExtensionTests.TidyCase.class);
		assertThat(ScopeTracking.isActive()).isTrue();
	}

	@Test
	void checksTestThreadAndSaysSoWhenStorageWasInUseBefore() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), LateInstallation.class.getName())
			.redirectErrorStream(true)
			.start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
			assertThat(output).contains("tracking active: false")
				.contains("succeeded: [tidiesUp]")
				.contains("report entries: [tracing.scopes, tracing.scopes]")
				.contains("leaksOnTestThread: The test passed but left tracing in disorder")
				.contains("- Thread \"main\" was left with the current context {")
				.contains(LeakDetector.DEGRADED);
		}
		finally {
			process.destroyForcibly();
		}
	}

}
