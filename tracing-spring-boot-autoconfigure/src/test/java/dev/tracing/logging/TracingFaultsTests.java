package dev.tracing.logging;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracingFaults}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TracingFaultsTests {

	private final TracingFaults faults = new TracingFaults();

	@Test
	void countsEachFaultAndWritesOneLine(CapturedOutput output) {
		for (int i = 0; i < 100; i++) {
			this.faults.report("testing", new IllegalStateException("broken"));
		}
		assertThat(this.faults.count()).isEqualTo(100);
		assertThat(output.toString().lines().filter((line) -> line.contains("failed while testing"))).singleElement()
			.asString()
			.contains("the application is not affected", "broken");
	}

	@Test
	void survivesAFaultThatCannotDescribeItself(CapturedOutput output) {
		this.faults.report("testing", new Indescribable());
		assertThat(this.faults.count()).isEqualTo(1);
		assertThat(output).contains("failed while testing", Indescribable.class.getName());
	}

	private static final class Indescribable extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

	}

}
