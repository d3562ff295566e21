package dev.tracing.observation;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.autoconfigure.TracingSwitch;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Leaves out those of Spring Boot's auto-configurations that serve observations whose
 * spans are a room's business, where Spring Boot makes no meters to hear of them. An
 * application then starts and runs as if it had no observations of requests, as it does
 * without the starter. {@link HeardObservations} brings them back for other listeners,
 * which are beans, and beans are not known yet.
 */
final class UnheardObservationsImportFilter
		implements AutoConfigurationImportFilter, BeanFactoryAware, EnvironmentAware {

	/**
	 * What makes the spans instead and, if need be, brings back what was left out.
	 */
	private static final List<String> BRIDGE = List.of(TracingAutoConfiguration.class.getName(),
			ObservationTracingAutoConfiguration.class.getName());

	private static final String METERS = "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration";

	/**
	 * The first one makes tracing handlers, which the bridge comes ahead of.
	 */
	private static final Set<String> OBSERVING = Set.of(
			"org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
			"org.springframework.boot.micrometer.observation.autoconfigure.ScheduledTasksObservationAutoConfiguration",
			"org.springframework.boot.restclient.autoconfigure.RestClientObservationAutoConfiguration",
			"org.springframework.boot.restclient.autoconfigure.RestTemplateObservationAutoConfiguration",
			"org.springframework.boot.webclient.autoconfigure.WebClientObservationAutoConfiguration",
			"org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration");

	private static final Condition NOBODY_LISTENS = new NobodyListens();

	private @Nullable BeanFactory beanFactory;

	private @Nullable Environment environment;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses,
			AutoConfigurationMetadata autoConfigurationMetadata) {
		boolean[] match = new boolean[autoConfigurationClasses.length];
		Arrays.fill(match, true);
		if (this.environment == null || !(this.beanFactory instanceof ConfigurableListableBeanFactory listable)
				|| isHeard(autoConfigurationClasses, this.environment)) {
			return match;
		}
		ConditionEvaluationReport report = ConditionEvaluationReport.get(listable);
		LeftOutAutoConfigurations leftOut = LeftOutAutoConfigurations.of(listable);
		for (int i = 0; i < match.length; i++) {
			String candidate = autoConfigurationClasses[i];
			if (candidate != null && OBSERVING.contains(candidate)) {
				match[i] = false;
				leftOut.add(candidate);
				report.recordConditionEvaluation(candidate, NOBODY_LISTENS, NobodyListens.OUTCOME);
			}
		}
		return match;
	}

	/**
	 * Annotations for observations, too, are served by what would be left out.
	 */
	private boolean isHeard(@Nullable String[] candidates, Environment environment) {
		List<@Nullable String> names = Arrays.asList(candidates);
		return !names.containsAll(BRIDGE) || names.contains(METERS)
				|| !TracingSwitch.isOn(environment, "tracing.enabled")
				|| "true".equalsIgnoreCase(environment.getProperty("management.observations.annotations.enabled"));
	}

	/**
	 * How Spring Boot's report of conditions explains it.
	 */
	private static final class NobodyListens implements Condition {

		static final ConditionOutcome OUTCOME = ConditionOutcome.noMatch(ConditionMessage.forCondition("Observations")
			.because("rooms of tracing make these spans, and there are no meters"));

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return false;
		}

	}

}
