package dev.tracing.benchmarks;

import java.io.IOException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each application really runs with nothing but its own libraries, and exports what it
 * should.
 */
class LoadContenderTests {

	@ParameterizedTest
	@CsvSource({ "UNTRACED, 0", "BY_HAND, 1", "STARTER, 1" })
	void exportsOneSpanPerRequestIfItTraces(Variant variant, double spansPerRequest) throws IOException {
		LoadContender contender = new LoadContender(variant, 1);
		try (contender) {
			contender.serve(20, true);
		}
		assertThat(contender.spansPerRequest()).isEqualTo(spansPerRequest);
	}

}
