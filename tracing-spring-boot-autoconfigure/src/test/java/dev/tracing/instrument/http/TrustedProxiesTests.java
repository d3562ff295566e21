package dev.tracing.instrument.http;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TrustedProxies}.
 */
class TrustedProxiesTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.0.1, true", "10.0.0.0/8, 11.0.0.1, false", "192.168.1.7, 192.168.1.7, true",
			"192.168.1.7, 192.168.1.8, false", "172.16.0.0/12, 172.31.255.255, true",
			"172.16.0.0/12, 172.32.0.0, false", "0.0.0.0/0, 203.0.113.9, true", "10.0.0.1/32, 10.0.0.1, true",
			"10.0.0.0/31, 10.0.0.1, true", "10.0.0.0/31, 10.0.0.2, false", "fd00::/8, fdff::1, true",
			"fd00::/8, fe00::1, false", "2001:db8::/33, 2001:db8:7fff::, true", "2001:db8::/33, 2001:db8:8000::, false",
			"::1, 0:0:0:0:0:0:0:1, true", "::/0, 10.0.0.1, false", "10.0.0.0/8, ::ffff:10.0.0.1, true",
			"10.0.0.0/8, proxy.internal, false", "10.0.0.0/8, '', false" })
	void containsAddressesOfNetwork(String network, String address, boolean contained) {
		assertThat(new TrustedProxies("proxies", List.of(network)).contains(address)).isEqualTo(contained);
	}

	@Test
	void trustsNobodyByDefault() {
		TrustedProxies proxies = new TrustedProxies("proxies", List.of());
		assertThat(proxies.isEmpty()).isTrue();
		assertThat(proxies.contains("127.0.0.1")).isFalse();
	}

}
