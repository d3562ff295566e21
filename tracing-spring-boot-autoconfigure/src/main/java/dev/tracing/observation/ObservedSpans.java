package dev.tracing.observation;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of a room whose library shows the whole life of its work to
 * observations only. A bean of this type takes the place of the bridge for one type of
 * observation context. Scopes, child observations and what meters see of the span stay
 * the bridge's business. Thread-safe.
 *
 * <p>
 * What an implementation throws is reported and the observation goes without a span.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 *
 * @param <C> the library's own type of observation context, so that rooms need not know
 * any other
 */
public interface ObservedSpans<C> {

	/**
	 * Return the observations this room makes spans for.
	 * @return the type of their contexts, which stands for its subclasses too
	 */
	Class<C> observed();

	/**
	 * Start the span of an observation that starts.
	 * @param observation what the library tells
	 * @param enclosing the context in which it happens
	 * @return the context of the work: with the new span, or one in which nothing is
	 * recorded
	 */
	Context start(C observation, Context enclosing);

	/**
	 * Describe and end the span of an observation that stops, maybe on another thread.
	 * May be called again for the same observation, which changes nothing.
	 * @param observation what the library tells
	 * @param context what {@link #start} returned, or a descendant
	 * @param error how the work failed, or {@code null} if it did not
	 */
	void end(C observation, Context context, @Nullable Throwable error);

}
