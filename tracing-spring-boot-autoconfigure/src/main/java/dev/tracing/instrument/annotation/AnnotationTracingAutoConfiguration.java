package dev.tracing.instrument.annotation;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.Instrumentation;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.trace.Tracer;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.ProxyConfig;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of {@code @Traced} methods. Works
 * beside a foreign agent too, on the agent's own tracer.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass({ Advisor.class, Tracer.class })
@ConditionalOnTracing(besideAgent = true)
@ConditionalOnBean({ Tracer.class, TracingFaults.class })
@EnableConfigurationProperties(AnnotationTracingProperties.class)
public final class AnnotationTracingAutoConfiguration {

	@Bean
	Instrumentation annotationInstrumentation(AnnotationTracingProperties properties) {
		return new Instrumentation("annotation", properties.isEnabled());
	}

	/**
	 * The advisor. It is made as soon as Spring makes the first bean that might need a
	 * proxy, before most of the application: so it asks for nothing but the environment.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnTracing(value = "annotation", besideAgent = true)
	@Import(AutoProxyCreatorRegistrar.class)
	static class AdvisorConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static DefaultPointcutAdvisor tracedAdvisor(Environment environment, ObjectProvider<TracedSpans> spans,
				@Qualifier(AutoProxyUtils.DEFAULT_PROXY_CONFIG_BEAN_NAME) ObjectProvider<ProxyConfig> proxyConfig) {
			TracedMethods methods = new TracedMethods(
					proxyConfig.getIfAvailable(ProxyConfig::new).isProxyTargetClass());
			DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(new TracedPointcut(methods),
					new TracedInterceptor(methods, spans));
			advisor.setOrder(Binder.get(environment)
				.bindOrCreate("tracing.annotation", AnnotationTracingProperties.class)
				.getOrder());
			return advisor;
		}

		@Bean
		TracedSpans tracedSpans(Tracer tracer, ObjectProvider<StartAttributes> startAttributes, TracingFaults faults) {
			return new TracedSpans(tracer, startAttributes.getIfAvailable(() -> StartAttributes.REQUIRED), faults);
		}

	}

}
