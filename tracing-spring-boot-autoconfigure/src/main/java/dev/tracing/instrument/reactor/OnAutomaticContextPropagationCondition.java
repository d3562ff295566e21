package dev.tracing.instrument.reactor;

import java.util.Locale;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.web.context.reactive.ConfigurableReactiveWebEnvironment;
import org.springframework.boot.web.context.reactive.ReactiveWebApplicationContext;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if Reactor is to make the context of a subscription current on each thread that
 * works for it. Where nothing is set, only applications pay for that which are reactive
 * throughout.
 */
final class OnAutomaticContextPropagationCondition extends SpringBootCondition {

	private static final String KEY = "tracing.reactor.context-propagation";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Environment environment = context.getEnvironment();
		ConditionMessage.Builder message = ConditionMessage.forCondition("automatic context propagation");
		String value = environment.getProperty(KEY);
		if (value == null) {
			return new ConditionOutcome(isReactiveWebApplication(context), message.because(KEY + " is not set"));
		}
		return switch (value.trim().toLowerCase(Locale.ROOT)) {
			case "automatic" -> ConditionOutcome.match(message.because(KEY + " asks for it"));
			case "explicit" -> ConditionOutcome.noMatch(message.because(KEY + " is explicit"));
			default -> throw new InvalidTracingPropertyException(KEY, value, "it is neither of the two modes",
					"Set automatic, for the current span in all operators, or explicit.");
		};
	}

	private static boolean isReactiveWebApplication(ConditionContext context) {
		return context.getEnvironment() instanceof ConfigurableReactiveWebEnvironment
				|| context.getResourceLoader() instanceof ReactiveWebApplicationContext;
	}

}
