package dev.tracing.instrument.http;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerAddress}.
 */
class ServerAddressTests {

	@ParameterizedTest
	@CsvSource({ "http://host:8080/a,host,8080", "http://host/a,host,80", "https://host,host,443",
			"HTTPS://host,host,443", "ws://host:1,host,1", "ws://host,host,0", "http://[::1]:8080/,::1,8080",
			"http://[::1]/,::1,80", "http://10.1.2.3:65535,10.1.2.3,65535", "http://joe:1@host:2/,host,2" })
	void readsHostAndPort(URI url, String host, int port) {
		assertThat(ServerAddress.hostOf(url)).isEqualTo(host);
		assertThat(ServerAddress.portOf(url)).isEqualTo(port);
	}

	@ParameterizedTest
	@CsvSource({ "http://my_service:8080/a,my_service,8080", "https://my_service/a,my_service,443",
			"http://joe:1@my_service:2/,my_service,2", "http://my_service:/,my_service,80",
			"http://my_service:x/,my_service,80", "http://my_service:99999999999/,my_service,80" })
	void readsWhatUriCannotTakeApart(URI url, String host, int port) {
		assertThat(url.getHost()).isNull();
		assertThat(ServerAddress.hostOf(url)).isEqualTo(host);
		assertThat(ServerAddress.portOf(url)).isEqualTo(port);
	}

	@ParameterizedTest
	@ValueSource(strings = { "mailto:joe@host", "urn:a:b", "/orders/1", "orders", "", "?a=b" })
	void findsNothingWhereThereIsNothing(URI url) {
		assertThat(ServerAddress.hostOf(url)).isNull();
		assertThat(ServerAddress.portOf(url)).isZero();
	}

	@Test
	void knowsNoHostOfAFile() {
		assertThat(ServerAddress.hostOf(URI.create("file:///etc/hosts"))).isNull();
	}

}
