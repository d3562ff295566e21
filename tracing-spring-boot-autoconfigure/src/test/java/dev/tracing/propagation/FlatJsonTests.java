package dev.tracing.propagation;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FlatJson}.
 */
class FlatJsonTests {

	@Test
	void readsTextsAndNumbers() {
		assertThat(FlatJson.read(" { \"a\" : \"1\" ,\n\"b\":-2.5E3, \"c\": true, \"d\": null } "))
			.isEqualTo(Map.of("a", "1", "b", "-2.5E3", "c", "true", "d", "null"));
	}

	@Test
	void readsEscapes() {
		assertThat(FlatJson.read("{\"a\\\"b\":\"\\\\ \\/ \\n\\t\\r\\b\\f \\u00e4\"}"))
			.isEqualTo(Map.of("a\"b", "\\ / \n\t\r\b\f \u00e4"));
	}

	@Test
	void stopsAtWhatIsNeither() {
		assertThat(FlatJson.read("{\"a\":\"1\",\"b\":{\"c\":\"2\"},\"d\":\"3\"}")).isEqualTo(Map.of("a", "1"));
		assertThat(FlatJson.read("{\"a\":\"1\",\"b\":[1,2]}")).isEqualTo(Map.of("a", "1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "{", "}", "{}", "[]", "null", "\"", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{a:1}",
			"{\"a\":\"\\", "{\"a\":\"\\u12", "{\"a\":\"\\uzzzz", "{,}", "{\"\":\"1\"}" })
	void readsNothingFromNonsense(String json) {
		assertThat(FlatJson.read(json)).isEmpty();
	}

	@Test
	void badEscapeIsOneCharacter() {
		assertThat(FlatJson.read("{\"a\":\"\\uzzzz\"}")).isEqualTo(Map.of("a", "?zzzz"));
	}

}
