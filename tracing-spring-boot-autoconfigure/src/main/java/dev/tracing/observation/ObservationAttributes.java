package dev.tracing.observation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Writes what an observation says of itself to its span: key values under their own
 * names, and its peer after the OpenTelemetry semantic conventions. Thread-safe.
 */
final class ObservationAttributes {

	/**
	 * Names of key values are few in number. This many are remembered if they are not.
	 */
	private static final int MAX_REMEMBERED_KEYS = 1024;

	private static final String ERROR = "error";

	private static final AttributeKey<String> PEER_SERVICE = AttributeKey.stringKey("peer.service");

	private static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");

	private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

	private static final AttributeKey<String> CLIENT_ADDRESS = AttributeKey.stringKey("client.address");

	private static final AttributeKey<Long> CLIENT_PORT = AttributeKey.longKey("client.port");

	private final Map<String, AttributeKey<String>> keys = new ConcurrentHashMap<>();

	/**
	 * Write to a span that has not started.
	 * @param context the observation
	 * @param builder the span's builder
	 */
	void write(Observation.ContextView context, SpanBuilder builder) {
		write(context, builder, SpanBuilder::setAttribute);
	}

	/**
	 * Write to a recording span.
	 * @param context the observation
	 * @param span the span
	 */
	void write(Observation.ContextView context, Span span) {
		write(context, span, Span::setAttribute);
	}

	/**
	 * Return the value of the key value by which some libraries report a failure.
	 * @param context the observation
	 * @return the value, or {@code null} if nothing failed
	 */
	static @Nullable String errorOf(Observation.ContextView context) {
		KeyValue error = context.getLowCardinalityKeyValue(ERROR);
		if (error == null) {
			error = context.getHighCardinalityKeyValue(ERROR);
		}
		return (error == null || error.getValue().equals(KeyValue.NONE_VALUE)) ? null : error.getValue();
	}

	private <T> void write(Observation.ContextView context, T target, AttributeWriter<T> writer) {
		write(context.getLowCardinalityKeyValues(), target, writer);
		write(context.getHighCardinalityKeyValues(), target, writer);
		if (context instanceof SenderContext<?> sender) {
			writePeer(sender.getRemoteServiceName(), sender.getRemoteServiceAddress(), SERVER_ADDRESS, SERVER_PORT,
					target, writer);
		}
		else if (context instanceof ReceiverContext<?> receiver) {
			boolean server = receiver.getKind() == Kind.SERVER;
			writePeer(receiver.getRemoteServiceName(), receiver.getRemoteServiceAddress(),
					(server) ? CLIENT_ADDRESS : SERVER_ADDRESS, (server) ? CLIENT_PORT : SERVER_PORT, target, writer);
		}
	}

	private <T> void write(KeyValues keyValues, T target, AttributeWriter<T> writer) {
		for (KeyValue keyValue : keyValues) {
			if (!keyValue.getKey().equals(ERROR)) {
				writer.set(target, key(keyValue.getKey()), keyValue.getValue());
			}
		}
	}

	private static <T> void writePeer(@Nullable String service, @Nullable String address,
			AttributeKey<String> addressKey, AttributeKey<Long> portKey, T target, AttributeWriter<T> writer) {
		if (service != null) {
			writer.set(target, PEER_SERVICE, service);
		}
		RemoteAddress remote = (address != null) ? RemoteAddress.parse(address) : null;
		if (remote != null) {
			writer.set(target, addressKey, remote.host());
			if (remote.port() >= 0) {
				writer.set(target, portKey, (long) remote.port());
			}
		}
	}

	private AttributeKey<String> key(String name) {
		AttributeKey<String> key = this.keys.get(name);
		if (key == null) {
			key = AttributeKey.stringKey(name);
			if (this.keys.size() < MAX_REMEMBERED_KEYS) {
				this.keys.put(name, key);
			}
		}
		return key;
	}

	/**
	 * Sets one attribute of a span or of its builder.
	 *
	 * @param <T> the type of the span
	 */
	@FunctionalInterface
	private interface AttributeWriter<T> {

		<V> void set(T target, AttributeKey<V> key, V value);

	}

}
