package dev.tracing.sample;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceBoard}.
 */
class TraceBoardTests {

	private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String PARENT_ID = "00f067aa0ba902b7";

	private static final String CHILD_ID = "00f067aa0ba902b8";

	private static final SpanContext HERE = SpanContext.create(TRACE_ID, PARENT_ID, TraceFlags.getSampled(),
			TraceState.getDefault());

	private static final SpanContext ELSEWHERE = SpanContext.createFromRemoteParent(TRACE_ID, PARENT_ID,
			TraceFlags.getSampled(), TraceState.getDefault());

	private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

	private final TraceBoard board = new TraceBoard(new PrintStream(this.printed, true, StandardCharsets.UTF_8));

	@Test
	void waitsForListenerOfMessage() throws Exception {
		end(PARENT_ID, "send", SpanKind.PRODUCER, SpanContext.getInvalid());
		waitUntilQuiet();
		assertThat(printed()).isEmpty();
		end(CHILD_ID, "process", SpanKind.CONSUMER, ELSEWHERE);
		this.board.awaitPrinted(1);
		assertThat(printed()).contains("2 spans").contains("└─ process");
	}

	@Test
	void waitsForParentInSameService() throws Exception {
		end(CHILD_ID, "work", SpanKind.INTERNAL, HERE);
		waitUntilQuiet();
		assertThat(printed()).isEmpty();
		end(PARENT_ID, "request", SpanKind.SERVER, SpanContext.getInvalid());
		this.board.awaitPrinted(1);
		assertThat(printed()).contains("2 spans").contains("└─ work");
	}

	@Test
	void doesNotWaitForSpanOfCaller() throws Exception {
		end(CHILD_ID, "request", SpanKind.SERVER, ELSEWHERE);
		waitUntilQuiet();
		assertThat(printed()).contains("1 span").contains("request");
	}

	@Test
	void givesUpOnMessageWithoutListener() throws Exception {
		end(PARENT_ID, "send", SpanKind.PRODUCER, SpanContext.getInvalid());
		this.board.awaitPrinted(1);
		assertThat(printed()).contains("1 span").contains("send");
	}

	private void end(String spanId, String name, SpanKind kind, SpanContext parent) {
		SpanData span = TestSpanData.builder()
			.setSpanContext(SpanContext.create(TRACE_ID, spanId, TraceFlags.getSampled(), TraceState.getDefault()))
			.setParentSpanContext(parent)
			.setName(name)
			.setKind(kind)
			.setStatus(StatusData.unset())
			.setHasEnded(true)
			.setStartEpochNanos(1)
			.setEndEpochNanos(2)
			.build();
		this.board.export(List.of(span));
	}

	private static void waitUntilQuiet() throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(1500);
	}

	private String printed() {
		return this.printed.toString(StandardCharsets.UTF_8);
	}

}
