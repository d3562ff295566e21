package dev.tracing.logging;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Does for a JVM of tests what the environment post-processor does for an application:
 * prepares log correlation before anything uses an OpenTelemetry context.
 */
public class LogCorrelationInstaller implements LauncherSessionListener {

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		LogCorrelation.install();
	}

}
