package dev.tracing.export.otlp;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Matches if there is an endpoint. An empty one counts as none, so that a placeholder
 * such as <code>${COLLECTOR_URL:}</code> can leave export off.
 */
class OnOtlpEndpointCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("OTLP endpoint");
		return (StringUtils.hasText(context.getEnvironment().getProperty(OtlpEndpoint.PROPERTY)))
				? ConditionOutcome.match(message.foundExactly(OtlpEndpoint.PROPERTY))
				: ConditionOutcome.noMatch(message.because(OtlpEndpoint.PROPERTY + " is not set"));
	}

}
