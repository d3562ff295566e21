package dev.tracing.observation;

import io.micrometer.observation.transport.SenderContext;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;

/**
 * Writes headers to what an observation sends, by the observation's own setter.
 */
enum SenderSetter implements TextMapSetter<SenderContext<?>> {

	INSTANCE;

	@Override
	public void set(@Nullable SenderContext<?> context, String key, String value) {
		if (context != null) {
			write(context, key, value);
		}
	}

	private static <C> void write(SenderContext<C> context, String key, String value) {
		context.getSetter().set(context.getCarrier(), key, value);
	}

}
