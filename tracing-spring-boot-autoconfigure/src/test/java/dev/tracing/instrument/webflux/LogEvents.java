package dev.tracing.instrument.webflux;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Records what is logged, with the log context of the moment.
 */
final class LogEvents extends AppenderBase<ILoggingEvent> {

	private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

	static LogEvents record() {
		LogEvents events = new LogEvents();
		events.start();
		rootLogger().addAppender(events);
		return events;
	}

	List<ILoggingEvent> withException(Class<? extends Throwable> type) {
		return this.events.stream().filter((event) -> isCausedBy(event.getThrowableProxy(), type)).toList();
	}

	List<ILoggingEvent> withMessage(String message) {
		return this.events.stream().filter((event) -> event.getFormattedMessage().contains(message)).toList();
	}

	private static boolean isCausedBy(@Nullable IThrowableProxy exception, Class<? extends Throwable> type) {
		return exception != null
				&& (type.getName().equals(exception.getClassName()) || isCausedBy(exception.getCause(), type));
	}

	@Override
	protected void append(ILoggingEvent event) {
		event.prepareForDeferredProcessing();
		this.events.add(event);
	}

	@Override
	public void stop() {
		rootLogger().detachAppender(this);
		super.stop();
	}

	private static Logger rootLogger() {
		return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
	}

}
