package dev.tracing.autoconfigure;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that applies the customizers that
 * Spring Boot's own module defines, so that those an application already has go on
 * working.
 */
@AutoConfiguration
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(SdkTracerProviderBuilderCustomizer.class)
@ConditionalOnTracing
@ConditionalOnBean(SdkTracerProviderBuilderCustomizer.class)
public final class BootCustomizersTracingAutoConfiguration {

	@Bean
	SdkTracerProviderCustomizer bootSdkTracerProviderCustomizer(
			ObjectProvider<SdkTracerProviderBuilderCustomizer> customizers) {
		List<SdkTracerProviderBuilderCustomizer> ordered = customizers.orderedStream().toList();
		return (builder) -> ordered.forEach((customizer) -> customizer.customize(builder));
	}

}
