package dev.tracing.instrument.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import dev.tracing.SpanAttribute;
import dev.tracing.Traced;
import dev.tracing.instrument.annotation.TracedMethod.FixedAttribute;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.ProxyCreationContext;
import org.springframework.beans.BeanUtils;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.util.ClassUtils;

/**
 * Reads what a {@link TracedMethod} is from annotations. Thread-safe.
 */
final class TracedMethodReader {

	private static final AttributeKey<String> FUNCTION_NAME = AttributeKey.stringKey("code.function.name");

	private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Mono",
			TracedMethodReader.class.getClassLoader());

	private final SpelExpressionParser parser = new SpelExpressionParser();

	private final EvaluationContext evaluationContext = SimpleEvaluationContext.forReadOnlyDataBinding()
		.withInstanceMethods()
		.build();

	private final ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();

	/**
	 * Read what is known of a method.
	 * @param method the method
	 * @param traced the annotation that makes it a traced one
	 * @return the traced method
	 * @throws InvalidTracedMethodException if an annotation makes no sense
	 */
	TracedMethod read(BeanMethod method, MergedAnnotation<Traced> traced) {
		String name = traced.getString("value");
		List<ValueAttribute> simple = new ArrayList<>();
		List<ValueAttribute> derived = new ArrayList<>();
		for (ValueAttribute attribute : arguments(method)) {
			Class<?> type = method.method().getParameterTypes()[attribute.argument()];
			boolean isSimple = attribute.expression() == null && BeanUtils.isSimpleValueType(type);
			((isSimple) ? simple : derived).add(attribute);
		}
		return new TracedMethod((name.isEmpty()) ? method.spanName() : name, traced.getEnum("kind", SpanKind.class),
				traced.getBoolean("newTrace"), fixed(method, traced.getStringArray("attributes")),
				simple.toArray(ValueAttribute[]::new), derived.toArray(ValueAttribute[]::new), returned(method),
				REACTOR_PRESENT && TracedPublishers.areReturnedBy(method.method()), method.ofProxy());
	}

	private static FixedAttribute[] fixed(BeanMethod method, String[] pairs) {
		List<FixedAttribute> attributes = new ArrayList<>();
		attributes.add(new FixedAttribute(FUNCTION_NAME, method.functionName()));
		for (String pair : pairs) {
			int separator = pair.indexOf('=');
			String key = (separator != -1) ? pair.substring(0, separator).trim() : "";
			if (key.isEmpty()) {
				throw invalid(method, "the attribute '" + pair + "' is not of the form key=value",
						"Write it like attributes = \"team=checkout\".");
			}
			attributes.add(new FixedAttribute(AttributeKey.stringKey(key), pair.substring(separator + 1).trim()));
		}
		return attributes.toArray(FixedAttribute[]::new);
	}

	private List<ValueAttribute> arguments(BeanMethod method) {
		List<ValueAttribute> attributes = new ArrayList<>();
		int count = method.method().getParameterCount();
		for (int i = 0; i < count; i++) {
			for (MergedAnnotation<SpanAttribute> annotation : parameterAnnotations(method, i)) {
				String name = annotation.getString("value");
				attributes.add(attribute(method, i, (name.isEmpty()) ? parameterName(method, i) : name, annotation));
			}
		}
		return attributes;
	}

	private static List<MergedAnnotation<SpanAttribute>> parameterAnnotations(BeanMethod method, int index) {
		for (Method declaration : method.declarations()) {
			Annotation[] annotations = new AnnotatedMethod(declaration).getMethodParameters()[index]
				.getParameterAnnotations();
			List<MergedAnnotation<SpanAttribute>> found = MergedAnnotations.from(annotations)
				.stream(SpanAttribute.class)
				.toList();
			if (!found.isEmpty()) {
				return found;
			}
		}
		return List.of();
	}

	private String parameterName(BeanMethod method, int index) {
		@Nullable String @Nullable [] names = this.parameterNames.getParameterNames(method.method());
		String name = (names != null) ? names[index] : null;
		if (name == null) {
			throw invalid(method,
					"the name of parameter " + index + " is unknown, and its @SpanAttribute gives none either",
					"Compile with the option -parameters, or write @SpanAttribute(\"order.id\").");
		}
		return name;
	}

	private ValueAttribute[] returned(BeanMethod method) {
		List<ValueAttribute> attributes = new ArrayList<>();
		for (MergedAnnotation<SpanAttribute> annotation : returnAnnotations(method)) {
			if (method.method().getReturnType() == void.class) {
				throw invalid(method, "it has a @SpanAttribute for what it returns, which is nothing",
						"Remove the annotation, or put it on a parameter.");
			}
			String name = annotation.getString("value");
			if (name.isEmpty()) {
				throw invalid(method, "its @SpanAttribute gives no name to what it returns",
						"Write it like @SpanAttribute(\"order.id\").");
			}
			attributes.add(attribute(method, -1, name, annotation));
		}
		return attributes.toArray(ValueAttribute[]::new);
	}

	private static List<MergedAnnotation<SpanAttribute>> returnAnnotations(BeanMethod method) {
		for (Method declaration : method.declarations()) {
			List<MergedAnnotation<SpanAttribute>> found = MergedAnnotations
				.from(declaration, SearchStrategy.TYPE_HIERARCHY)
				.stream(SpanAttribute.class)
				.toList();
			if (!found.isEmpty()) {
				// Annotations of the overridden methods come after those of the nearest.
				int nearest = found.get(0).getAggregateIndex();
				return found.stream().filter((annotation) -> annotation.getAggregateIndex() == nearest).toList();
			}
		}
		return List.of();
	}

	private ValueAttribute attribute(BeanMethod method, int argument, String name,
			MergedAnnotation<SpanAttribute> annotation) {
		return new ValueAttribute(argument, new TypedAttribute(name),
				expression(method, name, annotation.getString("expression")));
	}

	private @Nullable Expression expression(BeanMethod method, String attribute, String text) {
		if (text.isEmpty()) {
			return null;
		}
		try {
			SpelExpression expression = this.parser.parseRaw(text);
			expression.setEvaluationContext(this.evaluationContext);
			return expression;
		}
		catch (ParseException | IllegalStateException ex) {
			throw invalid(method,
					"the expression '" + text + "' of the attribute '" + attribute + "' cannot be parsed: "
							+ ex.getMessage(),
					"Write a SpEL expression with the value as root object, such as \"id\" or \"customer.name\".");
		}
	}

	private static InvalidTracedMethodException invalid(BeanMethod method, String reason, String fix) {
		String bean = ProxyCreationContext.getCurrentProxiedBeanName();
		return new InvalidTracedMethodException((bean != null) ? method + " of bean '" + bean + "'" : method.toString(),
				reason, fix);
	}

}
