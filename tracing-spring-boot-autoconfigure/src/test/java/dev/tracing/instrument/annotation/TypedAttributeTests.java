package dev.tracing.instrument.annotation;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TypedAttribute}.
 */
class TypedAttributeTests {

	private final TypedAttribute attribute = new TypedAttribute("a");

	@ParameterizedTest
	@MethodSource
	void keepsTheType(Object value, AttributeKey<Object> key, Object expected) {
		assertThat(write(value)).isEqualTo(Attributes.of(key, expected));
	}

	static Stream<Arguments> keepsTheType() {
		return Stream.of(Arguments.of("x", AttributeKey.stringKey("a"), "x"),
				Arguments.of("", AttributeKey.stringKey("a"), ""), Arguments.of('x', AttributeKey.stringKey("a"), "x"),
				Arguments.of(new StringBuilder("x"), AttributeKey.stringKey("a"), "x"),
				Arguments.of(1L, AttributeKey.longKey("a"), 1L), Arguments.of(1, AttributeKey.longKey("a"), 1L),
				Arguments.of((short) 1, AttributeKey.longKey("a"), 1L),
				Arguments.of((byte) 1, AttributeKey.longKey("a"), 1L),
				Arguments.of(1.5, AttributeKey.doubleKey("a"), 1.5),
				Arguments.of(1.5f, AttributeKey.doubleKey("a"), 1.5),
				Arguments.of(true, AttributeKey.booleanKey("a"), true),
				Arguments.of(new BigDecimal("1.10"), AttributeKey.stringKey("a"), "1.10"),
				Arguments.of(TimeUnit.DAYS, AttributeKey.stringKey("a"), "DAYS"),
				Arguments.of(Map.of("k", 1), AttributeKey.stringKey("a"), "{k=1}"),
				Arguments.of(Path.of("b"), AttributeKey.stringKey("a"), "b"));
	}

	@ParameterizedTest
	@MethodSource
	void keepsTheTypeOfElements(Object value, AttributeKey<Object> key, Object expected) {
		assertThat(write(value)).isEqualTo(Attributes.of(key, expected));
	}

	static Stream<Arguments> keepsTheTypeOfElements() {
		return Stream.of(Arguments.of(new int[] { 1, 2 }, AttributeKey.longArrayKey("a"), List.of(1L, 2L)),
				Arguments.of(new byte[] { 1 }, AttributeKey.longArrayKey("a"), List.of(1L)),
				Arguments.of(new float[] { 1.5f }, AttributeKey.doubleArrayKey("a"), List.of(1.5)),
				Arguments.of(new boolean[] { true }, AttributeKey.booleanArrayKey("a"), List.of(true)),
				Arguments.of(new char[] { 'x' }, AttributeKey.stringArrayKey("a"), List.of("x")),
				Arguments.of(List.of(1, 2L), AttributeKey.longArrayKey("a"), List.of(1L, 2L)),
				Arguments.of(List.of(1, 2.5), AttributeKey.stringArrayKey("a"), List.of("1", "2.5")),
				Arguments.of(List.of("x", 1), AttributeKey.stringArrayKey("a"), List.of("x", "1")),
				Arguments.of(Arrays.asList(null, 1, null), AttributeKey.longArrayKey("a"), List.of(1L)),
				Arguments.of(List.of(TimeUnit.DAYS), AttributeKey.stringArrayKey("a"), List.of("DAYS")),
				Arguments.of(List.of(), AttributeKey.stringArrayKey("a"), List.of()),
				Arguments.of(new long[0], AttributeKey.stringArrayKey("a"), List.of()));
	}

	@Test
	void nullIsNoAttribute() {
		assertThat(write(null)).isEqualTo(Attributes.empty());
	}

	@Test
	void boundsTheNumberOfElements() {
		assertThat(write(Collections.nCopies(1_000_000, 1L)).get(AttributeKey.longArrayKey("a")))
			.hasSize(TypedAttribute.MAX_ELEMENTS);
		assertThat(write(new long[1_000_000]).get(AttributeKey.longArrayKey("a"))).hasSize(TypedAttribute.MAX_ELEMENTS);
	}

	@Test
	void isNotConcernedByLaterChanges() {
		List<String> list = new ArrayList<>(List.of("x"));
		Attributes attributes = write(list);
		list.add("y");
		assertThat(attributes.get(AttributeKey.stringArrayKey("a"))).containsExactly("x");
	}

	private Attributes write(Object value) {
		AttributesBuilder builder = Attributes.builder();
		this.attribute.write(builder, AttributesBuilder::put, value);
		return builder.build();
	}

}
