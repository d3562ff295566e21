package dev.tracing.observation;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RemoteAddress}.
 */
class RemoteAddressTests {

	@ParameterizedTest
	@CsvSource({ "http://shop.example:8080/orders?id=1, shop.example, 8080", "https://shop.example, shop.example, -1",
			"shop.example:9092, shop.example, 9092", "shop.example, shop.example, -1", "192.0.2.7:1, 192.0.2.7, 1",
			"[2001:db8::1]:5672, 2001:db8::1, 5672", "amqp://[2001:db8::1], 2001:db8::1, -1",
			"amqp://guest:secret@broker.example:5672/vhost, broker.example, 5672", "shop.example:, shop.example, -1",
			"shop.example:http, shop.example, -1", "shop.example:65535, shop.example, 65535",
			"shop.example:65536, shop.example, -1", "shop.example:99999999999, shop.example, -1",
			"http://shop.example#part, shop.example, -1", "http://shop.example/a@b:1, shop.example, -1" })
	void readsHostAndPort(String address, String host, int port) {
		assertThat(RemoteAddress.parse(address)).isEqualTo(new RemoteAddress(host, port));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "http://", "http:///path", ":8080", "[]:8080", "@", "[" })
	void survivesWhatIsNoAddress(String address) {
		RemoteAddress.parse(address);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "http://", "http:///path", ":8080", "[]:8080", "@" })
	void findsNothingWhereThereIsNoHost(String address) {
		assertThat(RemoteAddress.parse(address)).isNull();
	}

}
