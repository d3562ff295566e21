package dev.tracing.instrument.kafka;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.observation.ObservationTracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * An application with Kafka and nothing else.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ ObservationAutoConfiguration.class, KafkaAutoConfiguration.class,
		TracingAutoConfiguration.class, ObservationTracingAutoConfiguration.class,
		KafkaTracingAutoConfiguration.class })
class KafkaApplication {

	/**
	 * Start an application.
	 * @param recorder records its spans
	 * @param configuration what it adds
	 * @param properties properties as {@code key=value}
	 * @return the context of the running application
	 */
	static ConfigurableApplicationContext start(TraceRecorder recorder, Class<?> configuration, String... properties) {
		return new SpringApplicationBuilder(KafkaApplication.class, configuration).web(WebApplicationType.NONE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(TraceRecorder.class,
					() -> recorder))
			.properties("spring.main.banner-mode=off", "spring.main.log-startup-info=false",
					"spring.kafka.bootstrap-servers=" + TestBroker.address(),
					"spring.kafka.consumer.group-id=" + configuration.getSimpleName(),
					"spring.kafka.consumer.auto-offset-reset=earliest", "spring.kafka.listener.poll-timeout=100ms",
					"tracing.sampling.traces-per-second=-1", "logging.level.org.apache.kafka=error")
			.properties(properties)
			.run();
	}

}
