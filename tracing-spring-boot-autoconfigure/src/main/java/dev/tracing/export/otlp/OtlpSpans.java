package dev.tracing.export.otlp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * What both OTLP encodings have in common: the grouping of spans and the numbers that
 * stand for kinds, states and flags.
 */
final class OtlpSpans {

	/**
	 * Deepest nesting of attribute values that is written. Decoders refuse a whole
	 * message for nesting too deep (at 100 levels of messages by default), so what lies
	 * deeper is left empty.
	 */
	static final int MAX_DEPTH = 24;

	private static final int HAS_IS_REMOTE = 0x100;

	private static final int IS_REMOTE = 0x200;

	private OtlpSpans() {
	}

	/**
	 * Group spans by resource and then by scope, each in order of first appearance.
	 * @param spans the spans
	 * @return the groups
	 */
	static List<ResourceGroup> group(Collection<SpanData> spans) {
		List<ResourceGroup> groups = new ArrayList<>(1);
		for (SpanData span : spans) {
			resourceGroup(groups, span).add(span);
		}
		return groups;
	}

	// A batch has one resource and a handful of scopes: looking through a list beats
	// hashing them for each span.
	private static ResourceGroup resourceGroup(List<ResourceGroup> groups, SpanData span) {
		Resource resource = span.getResource();
		for (ResourceGroup group : groups) {
			if (group.resource().equals(resource)) {
				return group;
			}
		}
		ResourceGroup group = new ResourceGroup(resource, new ArrayList<>());
		groups.add(group);
		return group;
	}

	static int kind(SpanKind kind) {
		return switch (kind) {
			case INTERNAL -> 1;
			case SERVER -> 2;
			case CLIENT -> 3;
			case PRODUCER -> 4;
			case CONSUMER -> 5;
		};
	}

	static int statusCode(StatusCode code) {
		return switch (code) {
			case UNSET -> 0;
			case OK -> 1;
			case ERROR -> 2;
		};
	}

	/**
	 * Combine the W3C flags of a span or link with what is known about its parent or
	 * target.
	 * @param context has the W3C flags
	 * @param remote whether the parent or target lies in another process
	 * @return the OTLP flags
	 */
	static int flags(SpanContext context, boolean remote) {
		int flags = context.getTraceFlags().asByte() & 0xFF | HAS_IS_REMOTE;
		return remote ? flags | IS_REMOTE : flags;
	}

	static int dropped(int total, int kept) {
		return Math.max(0, total - kept);
	}

	/**
	 * Return a trace state as in the W3C header.
	 * @param traceState the trace state
	 * @return the header's value, empty for an empty trace state
	 */
	static String header(TraceState traceState) {
		if (traceState.isEmpty()) {
			return "";
		}
		StringBuilder header = new StringBuilder();
		traceState.forEach((key, value) -> {
			if (!header.isEmpty()) {
				header.append(',');
			}
			header.append(key).append('=').append(value);
		});
		return header.toString();
	}

	/**
	 * The spans of one resource.
	 *
	 * @param resource the resource
	 * @param scopes its spans by scope
	 */
	record ResourceGroup(Resource resource, List<ScopeGroup> scopes) {

		private void add(SpanData span) {
			InstrumentationScopeInfo scope = span.getInstrumentationScopeInfo();
			for (ScopeGroup group : this.scopes) {
				if (group.scope().equals(scope)) {
					group.spans().add(span);
					return;
				}
			}
			ScopeGroup group = new ScopeGroup(scope, new ArrayList<>());
			group.spans().add(span);
			this.scopes.add(group);
		}

	}

	/**
	 * The spans of one scope.
	 *
	 * @param scope the scope
	 * @param spans its spans
	 */
	record ScopeGroup(InstrumentationScopeInfo scope, List<SpanData> spans) {
	}

}
