package dev.tracing.autoconfigure;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * What is left beside a foreign agent: injected tracers and annotations, on the agent's
 * own OpenTelemetry API where it has one.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(AgentConfiguration.OnForeignAgentCondition.class)
class AgentConfiguration {

	private static final Log logger = LogFactory.getLog(AgentConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	OpenTelemetry agentOpenTelemetry(Environment environment) {
		String agent = ForeignAgent.find(environment);
		boolean usable = ForeignAgent.OPENTELEMETRY.equals(agent);
		logger.info("Tracing is left to " + agent + ": nothing is instrumented, @Traced and injected tracers "
				+ ((usable) ? "use it" : "do nothing") + " (tracing.agent=ignore to trace all the same)");
		// The agent answers this call for the application; without it the JVM's global
		// instance would be set by the mere question.
		return (usable) ? GlobalOpenTelemetry.get() : OpenTelemetry.noop();
	}

	/**
	 * Matches if a foreign agent does the tracing.
	 */
	static class OnForeignAgentCondition extends SpringBootCondition implements ConfigurationCondition {

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			// When all conditions of what imports this were asked.
			return ConfigurationPhase.REGISTER_BEAN;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			String agent = ForeignAgent.find(context.getEnvironment());
			ConditionMessage.Builder message = ConditionMessage.forCondition("foreign tracing agent");
			return (agent != null) ? ConditionOutcome.match(message.foundExactly(agent))
					: ConditionOutcome.noMatch(message.because("there is none"));
		}

	}

}
