package dev.tracing.instrument.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IpAddress}.
 */
class IpAddressTests {

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0", "127.0.0.1", "255.255.255.255", "::", "::1", "1::", "2001:db8::7",
			"2001:0db8:0000:0000:0000:0000:0000:0007", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::8",
			"fe80::a:b", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "1:2:3:4:5:6:10.1.2.3", "FD00::ABCD" })
	void parsesWhatTheJdkParses(String text) throws UnknownHostException {
		assertThat(IpAddress.parse(text)).isEqualTo(InetAddress.getByName(text).getAddress());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "localhost", "example.com", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-4",
			"1.2.3.", ".1.2.3", "1.2.3.4 ", "1.2.3.1234", "1.2.3.٤", ":", ":::", "1:", ":1", "1::2::3", "1:2:3:4:5:6:7",
			"1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::12345", "::g", "::1.2.3", "1.2.3.4::", "1:2:3:4:5:6:7:1.2.3.4",
			"::1.2.3.4:5", "[::1]", "10.0.0.1:80", "_hidden", "unknown" })
	void refusesEverythingElse(String text) {
		assertThat(IpAddress.parse(text)).isNull();
	}

	@Test
	void leavesOutZone() {
		assertThat(IpAddress.parse("fe80::1%eth0")).isEqualTo(IpAddress.parse("fe80::1"));
	}

}
