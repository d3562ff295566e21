package dev.tracing.autoconfigure;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The condition behind {@link ConditionalOnTracing} that looks for the engine's beans,
 * which an application may have excluded with the auto-configuration. Looks by name: by
 * type, Spring would go through all bean definitions for each room.
 */
class OnEngineCondition extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnTracing.class);
		if (metadata.getAnnotations().get(ConditionalOnTracing.class).getBoolean("withoutEngine")) {
			return ConditionOutcome.match(message.because("it needs no engine"));
		}
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		boolean present = beanFactory != null && beanFactory.containsBean(TracingAutoConfiguration.FAULTS);
		return new ConditionOutcome(present, message.because("the engine is " + (present ? "on" : "excluded")));
	}

}
