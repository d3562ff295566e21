package dev.tracing.instrument.http;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestOriginResolver}. Everything in 10.0.0.0/8 is a trusted proxy.
 */
class RequestOriginResolverTests {

	private static final String PEER = "10.0.0.1";

	private final RequestOriginResolver resolver = new RequestOriginResolver(
			new TrustedProxies("proxies", List.of("10.0.0.0/8")));

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			203.0.113.9                              | 203.0.113.9
			203.0.113.9, 10.1.1.1                    | 203.0.113.9
			6.6.6.6, 203.0.113.9, 10.1.1.1, 10.2.2.2 | 203.0.113.9
			10.3.3.3, 10.1.1.1                       | 10.3.3.3
			203.0.113.9:4711                         | 203.0.113.9
			2001:db8::7                              | 2001:db8::7
			[2001:db8::7]:4711                       | 2001:db8::7
			203.0.113.9, unknown, 10.1.1.1           | 10.1.1.1
			203.0.113.9, , 10.1.1.1                  | 10.1.1.1
			203.0.113.9,                             | 10.0.0.1
			evil.example                             | 10.0.0.1
			203.0.113.9, 10.1.1.1 x                  | 10.0.0.1
			999.0.0.1                                | 10.0.0.1
			[2001:db8::7                             | 10.0.0.1
			""")
	void followsXForwardedForFromTheRight(String header, String client) {
		assertThat(resolve("X-Forwarded-For", header)).isEqualTo(new RequestOrigin(client, null, null));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
			for=203.0.113.9                                                   | 203.0.113.9 |       |
			For=203.0.113.9;PROTO=HTTPS;Host=shop.example                     | 203.0.113.9 | https | shop.example
			for="[2001:db8::7]:4711";proto=https                              | 2001:db8::7 | https |
			for = "203.0.113.9:80" ; by=10.0.0.1                              | 203.0.113.9 |       |
			for=6.6.6.6;host=evil.example, for=203.0.113.9;host="shop:8443"   | 203.0.113.9 |       | shop:8443
			for=203.0.113.9;proto=https;host=a, for=10.1.1.1;proto=http       | 203.0.113.9 | https | a
			for=203.0.113.9, for=10.1.1.1;proto=https                         | 203.0.113.9 | https |
			for=203.0.113.9, for=_hidden;proto=https, for=10.1.1.1;proto=http | 10.1.1.1    | https |
			for=203.0.113.9, for=unknown                                      | 10.0.0.1    |       |
			for=203.0.113.9, proto=https                                      | 10.0.0.1    | https |
			for=203.0.113.9, for                                              | 10.0.0.1    |       |
			for=203.0.113.9, for="10.1.1.1                                    | 10.0.0.1    |       |
			for=6.6.6.6;x=", for=203.0.113.9                                  | 10.0.0.1    |       |
			for=6.6.6.6;x=", for="203.0.113.9"                                | 10.0.0.1    |       |
			for=6.6.6.6\\", for=203.0.113.9                                   | 10.0.0.1    |       |
			for="203.0.113.9\\""                                              | 10.0.0.1    |       |
			for=203.0.113.9;proto=gopher;host="a b"                           | 203.0.113.9 |       |
			""")
	void followsForwardedFromTheRight(String header, String client, @Nullable String scheme, @Nullable String host) {
		assertThat(resolve("Forwarded", header)).isEqualTo(new RequestOrigin(client, scheme, host));
	}

	@Test
	void readsEachLineForItself() {
		assertThat(
				resolve("Forwarded", "for=6.6.6.6;x=\"", "Forwarded", "for=203.0.113.9", "Forwarded", "for=10.1.1.1"))
			.isEqualTo(new RequestOrigin("203.0.113.9", null, null));
		assertThat(resolve("X-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "203.0.113.9, 10.1.1.1"))
			.isEqualTo(new RequestOrigin("203.0.113.9", null, null));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			203.0.113.9           | https       | https
			203.0.113.9, 10.1.1.1 | https       | https
			203.0.113.9, 10.1.1.1 | https, http | https
			6.6.6.6, 203.0.113.9  | http, https | https
			203.0.113.9           | evil, HTTPS | https
			203.0.113.9           | evil        |
			""")
	void takesSchemeOfTheProxyThatSawTheClient(String addresses, String schemes, @Nullable String scheme) {
		assertThat(resolve("X-Forwarded-For", addresses, "X-Forwarded-Proto", schemes))
			.isEqualTo(new RequestOrigin("203.0.113.9", scheme, null));
	}

	@Test
	void takesSchemeAndHostWithoutAddress() {
		assertThat(resolve("X-Forwarded-Proto", "https", "X-Forwarded-Host", "shop.example"))
			.isEqualTo(new RequestOrigin(PEER, "https", "shop.example"));
	}

	@Test
	void believesNeitherOfTwoHeadersThatDisagree() {
		assertThat(resolve("Forwarded", "for=6.6.6.6;proto=https", "X-Forwarded-For", "203.0.113.9"))
			.isEqualTo(new RequestOrigin(PEER, null, null));
		assertThat(resolve("Forwarded", "for=203.0.113.9;proto=https", "X-Forwarded-For", "203.0.113.9"))
			.isEqualTo(new RequestOrigin("203.0.113.9", "https", null));
	}

	@Test
	void knowsOnlyThePeerWithoutHeaders() {
		assertThat(resolve()).isEqualTo(new RequestOrigin(PEER, null, null));
	}

	@Test
	void believesNoStranger() {
		List<String> headers = List.of("Forwarded", "for=6.6.6.6", "X-Forwarded-For", "6.6.6.6");
		assertThat(this.resolver.resolve(headers, HeaderGetter.INSTANCE, "203.0.113.9")).isNull();
		assertThat(new RequestOriginResolver(new TrustedProxies("proxies", List.of())).resolve(headers,
				HeaderGetter.INSTANCE, PEER))
			.isNull();
	}

	private @Nullable RequestOrigin resolve(String... headers) {
		return this.resolver.resolve(Arrays.asList(headers), HeaderGetter.INSTANCE, PEER);
	}

	private enum HeaderGetter implements TextMapGetter<List<String>> {

		INSTANCE;

		@Override
		public Iterable<String> keys(List<String> headers) {
			return List.of();
		}

		@Override
		public @Nullable String get(@Nullable List<String> headers, String key) {
			Iterator<String> values = getAll(headers, key);
			return (values.hasNext()) ? values.next() : null;
		}

		@Override
		public Iterator<String> getAll(@Nullable List<String> headers, String key) {
			List<String> all = (headers != null) ? headers : List.of();
			return IntStream.range(0, all.size() / 2)
				.filter((i) -> all.get(2 * i).equalsIgnoreCase(key))
				.mapToObj((i) -> all.get(2 * i + 1))
				.iterator();
		}

	}

}
