package dev.tracing.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The condition behind {@link ConditionalOnTracing}.
 */
class OnTracingCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		MergedAnnotation<ConditionalOnTracing> annotation = metadata.getAnnotations().get(ConditionalOnTracing.class);
		String room = annotation.getString("value");
		boolean besideAgent = annotation.getBoolean("besideAgent");
		Environment environment = context.getEnvironment();
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnTracing.class, room);
		if (!TracingSwitch.isOn(environment, "tracing.enabled")) {
			return ConditionOutcome.noMatch(message.because("tracing.enabled is false"));
		}
		String agent = (besideAgent) ? null : ForeignAgent.find(environment);
		if (agent != null) {
			return ConditionOutcome.noMatch(message.because(agent + " is on this JVM"));
		}
		String key = "tracing." + room + ".enabled";
		if (!room.isEmpty() && !TracingSwitch.isOn(environment, key)) {
			return ConditionOutcome.noMatch(message.because(key + " is false"));
		}
		return ConditionOutcome.match(message.because("tracing is on"));
	}

}
