package dev.tracing.observation;

import java.util.Collections;
import java.util.Iterator;

import io.micrometer.observation.transport.ReceiverContext;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * Reads headers of what an observation received, by the observation's own getter.
 */
enum ReceiverGetter implements TextMapGetter<ReceiverContext<?>> {

	INSTANCE;

	/**
	 * Micrometer's getters cannot list names, so formats that depend on unknown names
	 * find none.
	 */
	@Override
	public Iterable<String> keys(ReceiverContext<?> context) {
		return Collections.emptyList();
	}

	@Override
	public @Nullable String get(@Nullable ReceiverContext<?> context, String key) {
		return (context != null) ? read(context, key) : null;
	}

	private static <C> @Nullable String read(ReceiverContext<C> context, String key) {
		C carrier = context.getCarrier();
		return (carrier != null) ? context.getGetter().get(carrier, key) : null;
	}

	@Override
	public Iterator<String> getAll(@Nullable ReceiverContext<?> context, String key) {
		return (context != null) ? readAll(context, key) : Collections.emptyIterator();
	}

	private static <C> Iterator<String> readAll(ReceiverContext<C> context, String key) {
		C carrier = context.getCarrier();
		return (carrier != null) ? context.getGetter().getAll(carrier, key).iterator() : Collections.emptyIterator();
	}

}
