package dev.tracing.test;

import java.util.List;
import java.util.function.Predicate;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on how a span went: status, errors, events, links and sampling.
 *
 * @param <SELF> the type of the assertions
 */
abstract class AbstractSpanOutcomeAssert<SELF extends AbstractSpanOutcomeAssert<SELF>>
		extends AbstractSpanAttributesAssert<SELF> {

	private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

	private static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");

	private static final AttributeKey<String> EXCEPTION_MESSAGE = AttributeKey.stringKey("exception.message");

	private static final String EXCEPTION = "exception";

	AbstractSpanOutcomeAssert(TraceSpan span, Class<?> selfType) {
		super(span, selfType);
	}

	/**
	 * Verifies the status.
	 * @param expected the status code
	 * @return this assertion
	 */
	public SELF hasStatus(StatusCode expected) {
		isNotNull();
		StatusData status = this.actual.data().getStatus();
		if (status.getStatusCode() != expected) {
			throw fail("Expected status " + expected + " but was " + status.getStatusCode());
		}
		return this.myself;
	}

	/**
	 * Verifies the status and its description.
	 * @param expected the status code
	 * @param description the description of the status
	 * @return this assertion
	 */
	public SELF hasStatus(StatusCode expected, String description) {
		hasStatus(expected);
		String actualDescription = this.actual.data().getStatus().getDescription();
		if (!actualDescription.equals(description)) {
			throw fail(
					"Expected status description " + describe(description) + " but was " + describe(actualDescription));
		}
		return this.myself;
	}

	/**
	 * Verifies that the status is {@link StatusCode#ERROR}.
	 * @return this assertion
	 */
	public SELF hasError() {
		return hasStatus(StatusCode.ERROR);
	}

	/**
	 * Verifies that the status is {@link StatusCode#ERROR} and the attribute
	 * {@code error.type} names the given exception type.
	 * @param type the exact type of the exception
	 * @return this assertion
	 */
	public SELF hasError(Class<? extends Throwable> type) {
		return hasError(nameOf(type));
	}

	/**
	 * Verifies that the status is {@link StatusCode#ERROR}, with the given
	 * {@code error.type}.
	 * @param errorType the value of the attribute, for example {@code 500}
	 * @return this assertion
	 */
	public SELF hasError(String errorType) {
		return hasError().hasAttribute(ERROR_TYPE, errorType);
	}

	/**
	 * Verifies that the status is not {@link StatusCode#ERROR} and there is no
	 * {@code error.type}.
	 * @return this assertion
	 */
	public SELF hasNoError() {
		isNotNull();
		if (this.actual.hasError()) {
			throw fail("Expected no error but status was " + this.actual.data().getStatus().getStatusCode());
		}
		return hasNoAttribute(ERROR_TYPE);
	}

	/**
	 * Verifies that an exception of exactly the given type was recorded as an event.
	 * @param type the type of the exception
	 * @return this assertion
	 */
	public SELF hasException(Class<? extends Throwable> type) {
		return checkEvent(EXCEPTION, (event) -> isNamed(type, event.getAttributes().get(EXCEPTION_TYPE)),
				" of type " + type.getName());
	}

	/**
	 * Verifies that an exception of exactly the given type and message was recorded as an
	 * event.
	 * @param type the type of the exception
	 * @param message the message of the exception
	 * @return this assertion
	 */
	public SELF hasException(Class<? extends Throwable> type, String message) {
		return checkEvent(EXCEPTION,
				(event) -> isNamed(type, event.getAttributes().get(EXCEPTION_TYPE))
						&& message.equals(event.getAttributes().get(EXCEPTION_MESSAGE)),
				" of type " + type.getName() + " with message " + describe(message));
	}

	/**
	 * Verifies that no exception was recorded.
	 * @return this assertion
	 */
	public SELF hasNoException() {
		isNotNull();
		if (events().stream().anyMatch((event) -> event.getName().equals(EXCEPTION))) {
			throw fail("Expected no exception");
		}
		return this.myself;
	}

	/**
	 * Verifies that an event with the given name was recorded.
	 * @param name the name of the event
	 * @return this assertion
	 */
	public SELF hasEvent(String name) {
		return checkEvent(name, (event) -> true, "");
	}

	/**
	 * Verifies that an event with the given name was recorded that has at least the given
	 * attributes.
	 * @param name the name of the event
	 * @param attributes the attributes
	 * @return this assertion
	 */
	public SELF hasEvent(String name, Attributes attributes) {
		return checkEvent(name,
				(event) -> event.getAttributes().asMap().entrySet().containsAll(attributes.asMap().entrySet()),
				" with attributes " + sorted(attributes));
	}

	/**
	 * Verifies that the span links to the given one.
	 * @param target a span of this or another trace
	 * @return this assertion
	 */
	public SELF hasLink(SpanContext target) {
		isNotNull();
		SpanKey key = SpanKey.of(target);
		List<SpanKey> linked = this.actual.data()
			.getLinks()
			.stream()
			.map((link) -> SpanKey.of(link.getSpanContext()))
			.toList();
		if (!linked.contains(key)) {
			throw fail("Expected a link to " + key + " but found " + linked);
		}
		return this.myself;
	}

	/**
	 * Verifies that the span has no links.
	 * @return this assertion
	 */
	public SELF hasNoLinks() {
		isNotNull();
		if (!this.actual.data().getLinks().isEmpty()) {
			throw fail("Expected no links");
		}
		return this.myself;
	}

	/**
	 * Verifies that the span is sampled: that exporters get it.
	 * @return this assertion
	 */
	public SELF isSampled() {
		isNotNull();
		if (!this.actual.context().isSampled()) {
			throw fail("Expected to be sampled");
		}
		return this.myself;
	}

	/**
	 * Verifies that the span is recorded but not sampled.
	 * @return this assertion
	 */
	public SELF isNotSampled() {
		isNotNull();
		if (this.actual.context().isSampled()) {
			throw fail("Expected not to be sampled");
		}
		return this.myself;
	}

	private SELF checkEvent(String name, Predicate<EventData> condition, String conditionText) {
		isNotNull();
		if (events().stream().noneMatch((event) -> event.getName().equals(name) && condition.test(event))) {
			throw fail("Expected an event '" + name + "'" + conditionText + " but found "
					+ events().stream().map(EventData::getName).toList());
		}
		return this.myself;
	}

	private List<EventData> events() {
		return this.actual.data().getEvents();
	}

	private static boolean isNamed(Class<?> type, @Nullable String name) {
		return type.getName().equals(name) || nameOf(type).equals(name);
	}

	private static String nameOf(Class<?> type) {
		String canonicalName = type.getCanonicalName();
		return (canonicalName != null) ? canonicalName : type.getName();
	}

}
