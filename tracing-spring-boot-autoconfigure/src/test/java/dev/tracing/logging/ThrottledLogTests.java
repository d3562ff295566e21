package dev.tracing.logging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.impl.NoOpLog;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThrottledLog}.
 */
class ThrottledLogTests {

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);

	private final RecordingLog log = new RecordingLog();

	private final ThrottledLog throttled = new ThrottledLog(this.log, this.clock::get);

	@Test
	void writesTheFirstOccurrenceAtOnceAndThenOnePerMinute() {
		for (int second = 0; second < 150; second++) {
			this.throttled.warn(() -> "broken");
			this.clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
		}
		assertThat(this.log.lines).containsExactly("broken", "broken (59 more since the last report)",
				"broken (59 more since the last report)");
	}

	@Test
	void makesNoMessageThatIsNotWritten() {
		this.throttled.warn(() -> "first");
		this.throttled.warn(() -> {
			throw new IllegalStateException("asked for a message in vain");
		});
		assertThat(this.log.lines).containsExactly("first");
	}

	@SuppressWarnings("serial")
	private static final class RecordingLog extends NoOpLog {

		private final List<String> lines = new ArrayList<>();

		@Override
		public void warn(Object message) {
			this.lines.add(String.valueOf(message));
		}

	}

}
