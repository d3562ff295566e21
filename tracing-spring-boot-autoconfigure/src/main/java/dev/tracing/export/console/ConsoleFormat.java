package dev.tracing.export.console;

import java.util.Collection;
import java.util.List;

import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * Turns finished spans into text, in blocks that are printed as one piece. May keep spans
 * back; the exporter makes sure that only one thread uses it at a time.
 */
interface ConsoleFormat {

	/**
	 * Take spans that have ended.
	 * @param spans spans of any traces
	 * @return blocks to print now, each with its line feed
	 */
	List<String> add(Collection<SpanData> spans);

	/**
	 * Give out what was kept back.
	 * @return blocks to print now, each with its line feed
	 */
	List<String> flush();

}
