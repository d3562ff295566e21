package dev.tracing.instrument.scheduling;

import java.lang.reflect.Field;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.tracing.logging.TracingFaults;
import dev.tracing.observation.ObservationContexts;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * The subscriptions of reactive runs that have not ended. Spring takes one off the list,
 * logs the failure if there is one, and stops the observation, all on the thread of the
 * last signal, where nothing else tells of the run.
 */
@SuppressWarnings("serial")
final class RunSubscriptions extends CopyOnWriteArrayList<Runnable> {

	private final transient RunFrames frames;

	private final transient TracingFaults faults;

	RunSubscriptions(RunFrames frames, TracingFaults faults) {
		this.frames = frames;
		this.faults = faults;
	}

	@Override
	public boolean remove(Object subscriber) {
		boolean removed = super.remove(subscriber);
		try {
			Context run = contextOf(subscriber);
			if (run != null) {
				this.frames.begin(run);
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("finding the run of a subscriber", ex);
		}
		return removed;
	}

	private static @Nullable Context contextOf(Object subscriber) {
		Field field = ReflectionUtils.findField(subscriber.getClass(), "observation");
		if (field == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return ObservationContexts.of(ReflectionUtils.getField(field, subscriber));
	}

}
