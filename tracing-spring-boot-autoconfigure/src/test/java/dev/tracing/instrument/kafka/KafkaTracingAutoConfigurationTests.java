package dev.tracing.instrument.kafka;

import java.util.List;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import dev.tracing.observation.ObservationTracingAutoConfiguration;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.RecordInterceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link KafkaTracingAutoConfiguration}.
 */
class KafkaTracingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, ObservationAutoConfiguration.class,
				ObservationTracingAutoConfiguration.class, KafkaAutoConfiguration.class,
				KafkaTracingAutoConfiguration.class));

	@Test
	void tracesFactories() {
		this.runner.run((context) -> {
			ConcurrentKafkaListenerContainerFactory<?, ?> factory = context
				.getBean(ConcurrentKafkaListenerContainerFactory.class);
			assertThat(factory.getRecordInterceptor()).isInstanceOf(TracingRecordInterceptor.class);
			assertThat(factory.getBatchInterceptor()).isInstanceOf(TracingBatchInterceptor.class);
			assertThat(postProcessors(context)).hasSize(1);
		});
	}

	@Test
	void publishesNoInterceptors() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(RecordInterceptor.class));
	}

	@Test
	void installsNothingWhenSwitchedOff() {
		this.runner.withUserConfiguration(InterceptorConfiguration.class)
			.withPropertyValues("tracing.kafka.enabled=false")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(KafkaTracing.class);
				ConcurrentKafkaListenerContainerFactory<?, ?> factory = context
					.getBean(ConcurrentKafkaListenerContainerFactory.class);
				assertThat(factory.getRecordInterceptor()).isSameAs(context.getBean(RecordInterceptor.class));
				assertThat(factory.getBatchInterceptor()).isNull();
				assertThat(factory.getContainerProperties().getObservationRegistry())
					.isNotInstanceOf(ListenerObservationRegistry.class);
				assertThat(postProcessors(context)).isEmpty();
			});
	}

	@Test
	void backsOffWithoutSpringKafka() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.kafka", "org.apache.kafka"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(KafkaTracingAutoConfiguration.class));
	}

	@Test
	void keepsRegistryOfApplication() {
		this.runner.withPropertyValues("spring.kafka.listener.observation-enabled=true")
			.run((context) -> assertThat(context.getBean(ConcurrentKafkaListenerContainerFactory.class)
				.getContainerProperties()
				.isObservationEnabled()).isTrue());
	}

	@Test
	void refusesPatternThatMatchesNoTopic() {
		this.runner.withPropertyValues("tracing.kafka.exclude=orders one")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessageContaining("tracing.kafka.exclude")
				.hasMessageContaining("orders one"));
	}

	@Test
	void beansThatRefuseAnythingDoNotFailStart() {
		this.runner.withUserConfiguration(StrangeConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(TracingFaults.class).count()).isZero();
		});
	}

	@Test
	void tracingMayDependOnTemplate() {
		this.runner.withUserConfiguration(ExporterConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(SpanExporter.class));
	}

	@Test
	void addsPostProcessorOnceToFactoryOfSeveralTemplates() {
		this.runner.withUserConfiguration(TemplatesConfiguration.class)
			.run((context) -> assertThat(postProcessors(context)).hasSize(1));
	}

	private static List<?> postProcessors(ApplicationContext context) {
		ProducerFactory<?, ?> factory = context.getBean(ProducerFactory.class);
		return factory.getPostProcessors();
	}

	@Configuration(proxyBeanMethods = false)
	static class InterceptorConfiguration {

		@Bean
		RecordInterceptor<Object, Object> interceptor() {
			return new RecordInterceptor<>() {

				@Override
				public ConsumerRecord<Object, Object> intercept(ConsumerRecord<Object, Object> record,
						Consumer<Object, Object> consumer) {
					return record;
				}

			};
		}

	}

	/**
	 * What tests of applications and unusual applications have.
	 */
	@Configuration(proxyBeanMethods = false)
	static class StrangeConfiguration {

		@Bean
		KafkaTemplate<?, ?> mockedTemplate() {
			return mock();
		}

		@Bean
		ConcurrentKafkaListenerContainerFactory<?, ?> mockedFactory() {
			return mock();
		}

		@Bean
		ProducerFactory<Object, Object> ownFactory() {
			return MockProducer::new;
		}

		@Bean
		@Scope("prototype")
		ConcurrentMessageListenerContainer<String, String> prototype(String topic) {
			throw new IllegalStateException("Nobody asks for one");
		}

		@Bean
		KafkaListenerEndpointRegistry one() {
			return new KafkaListenerEndpointRegistry();
		}

		@Bean
		KafkaListenerEndpointRegistry another() {
			return new KafkaListenerEndpointRegistry();
		}

	}

	/**
	 * An exporter that sends spans with Kafka.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ExporterConfiguration {

		@Bean
		SpanExporter exporter(KafkaTemplate<?, ?> template) {
			return InMemorySpanExporter.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TemplatesConfiguration {

		@Bean
		KafkaTemplate<?, ?> one(ProducerFactory<?, ?> factory) {
			return new KafkaTemplate<>(factory);
		}

		@Bean
		KafkaTemplate<?, ?> another(ProducerFactory<?, ?> factory) {
			return new KafkaTemplate<>(factory);
		}

	}

}
