package dev.tracing.test;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Installs {@link ScopeTracking} when the test JVM starts, before any test can use a
 * context. Public because the JUnit Platform creates it.
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class ScopeTrackingLauncherSessionListener implements LauncherSessionListener {

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		ScopeTracking.install();
	}

}
