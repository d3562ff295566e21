package dev.tracing.instrument.scheduling;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Waits for log lines with exceptions, and keeps the log context of each.
 */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final BlockingQueue<ILoggingEvent> failures = new LinkedBlockingQueue<>();

	static LogLines record() {
		LogLines lines = new LogLines();
		lines.start();
		rootLogger().addAppender(lines);
		return lines;
	}

	/**
	 * Returns the next line about a failure with a message.
	 */
	ILoggingEvent await(String message) throws InterruptedException {
		while (true) {
			ILoggingEvent event = this.failures.poll(10, TimeUnit.SECONDS);
			if (event == null) {
				throw new AssertionError("Nobody logged a failure with the message " + message);
			}
			if (message.equals(event.getThrowableProxy().getMessage())) {
				return event;
			}
		}
	}

	@Override
	protected void append(ILoggingEvent event) {
		if (event.getThrowableProxy() != null) {
			event.prepareForDeferredProcessing();
			this.failures.add(event);
		}
	}

	@Override
	public void close() {
		rootLogger().detachAppender(this);
		stop();
	}

	private static Logger rootLogger() {
		return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
	}

}
