package dev.tracing.instrument.sqs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Queue}.
 */
class QueueTests {

	@Test
	void urlTellsAll() {
		String url = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders.fifo";
		assertThat(Queue.of(url)).isEqualTo(new Queue("orders.fifo", url, "sqs.eu-central-1.amazonaws.com", 443));
		assertThat(Queue.of("http://localhost/0/orders").port()).isEqualTo(80);
		assertThat(Queue.of("http://localhost:9324/0/orders").port()).isEqualTo(9324);
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders", "arn:aws:sqs:eu-central-1:123456789012:orders" })
	void restTellsTheName(String text) {
		assertThat(Queue.of(text)).isEqualTo(new Queue("orders", null, null, -1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://", "https://a b/orders", "http:///orders", "http" })
	void nonsenseIsWhatSqsHasToComplainOf(String text) {
		assertThat(Queue.of(text).host()).isNull();
	}

}
