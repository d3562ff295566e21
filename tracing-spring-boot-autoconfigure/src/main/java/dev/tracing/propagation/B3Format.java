package dev.tracing.propagation;

import java.util.Collection;
import java.util.List;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import org.jspecify.annotations.Nullable;

/**
 * Zipkin's B3 headers, in one or several, which it reads either way. Looks whether there
 * are any before the propagator of OpenTelemetry does, which allocates even if there is
 * nothing, and whose classes most applications then never load. Thread-safe.
 *
 * @see <a href="https://github.com/openzipkin/b3-propagation">B3 Propagation</a>
 */
final class B3Format implements TextMapPropagator {

	/**
	 * Writes {@code b3}.
	 */
	static final B3Format SINGLE = new B3Format("b3");

	/**
	 * Writes {@code X-B3-TraceId} and its like.
	 */
	static final B3Format MULTI = new B3Format("X-B3-TraceId", "X-B3-SpanId", "X-B3-Sampled");

	private final List<String> fields;

	private B3Format(String... fields) {
		this.fields = List.of(fields);
	}

	private TextMapPropagator delegate() {
		return (this == SINGLE) ? B3Propagator.injectingSingleHeader() : B3Propagator.injectingMultiHeaders();
	}

	@Override
	public Collection<String> fields() {
		return this.fields;
	}

	@Override
	public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
		delegate().inject(context, carrier, setter);
	}

	@Override
	public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
		boolean present = getter.get(carrier, SINGLE.fields.get(0)) != null
				|| getter.get(carrier, MULTI.fields.get(0)) != null;
		return (present) ? delegate().extract(context, carrier, getter) : context;
	}

}
