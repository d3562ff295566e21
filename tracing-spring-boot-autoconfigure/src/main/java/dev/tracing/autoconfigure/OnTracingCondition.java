package dev.tracing.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The condition behind {@link ConditionalOnTracing}. It needs the engine's definitions,
 * so it is asked when beans are registered, and only then: without a phase, it would be
 * asked twice.
 */
class OnTracingCondition extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

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
		if (!annotation.getBoolean("withoutEngine") && !hasEngine(context.getBeanFactory())) {
			return ConditionOutcome.noMatch(message.because("the engine is excluded"));
		}
		return ConditionOutcome.match(message.because("tracing is on"));
	}

	/**
	 * An application may have excluded the engine's auto-configuration. Looks by name: by
	 * type, Spring would go through all bean definitions for each room.
	 */
	private static boolean hasEngine(@Nullable ConfigurableListableBeanFactory beanFactory) {
		return beanFactory != null && beanFactory.containsBean(TracingAutoConfiguration.FAULTS);
	}

}
