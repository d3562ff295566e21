package dev.tracing.instrument.http;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpMethods}.
 */
class HttpMethodsTests {

	private final HttpMethods methods = new HttpMethods(new HttpTracingProperties().getKnownMethods());

	@ParameterizedTest
	@ValueSource(strings = { "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE" })
	void knowsTheMethodsOfTheConventions(String method) {
		assertThat(this.methods.isKnown(method)).isTrue();
		assertThat(this.methods.spanName(method)).isEqualTo(method);
	}

	@ParameterizedTest
	@ValueSource(strings = { "get", "Get", "GET ", "", "PROPFIND", "_OTHER", "HTTP" })
	void comparesExactly(String method) {
		assertThat(this.methods.isKnown(method)).isFalse();
		assertThat(this.methods.spanName(method)).isEqualTo("HTTP");
	}

	@Test
	void configuredMethodsReplaceTheDefaults() {
		HttpMethods webdav = new HttpMethods(Set.of("PROPFIND"));
		assertThat(webdav.spanName("PROPFIND")).isEqualTo("PROPFIND");
		assertThat(webdav.spanName("GET")).isEqualTo("HTTP");
	}

}
