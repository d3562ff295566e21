package dev.tracing.instrument.annotation;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.trace.Tracer;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.ProxyConfig;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of {@code @Traced} methods. Works
 * beside a foreign agent too, on the agent's own tracer.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(Advisor.class)
@ConditionalOnTracing(value = "annotation", besideAgent = true)
@Import(AutoProxyCreatorRegistrar.class)
@Lazy
public final class AnnotationTracingAutoConfiguration {

	private static final String ORDER = "tracing.annotation.order";

	/**
	 * The advisor is made as soon as Spring makes the first bean that might need a proxy,
	 * before most of the application: so it asks for nothing but the environment.
	 */
	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static DefaultPointcutAdvisor tracedAdvisor(Environment environment, ObjectProvider<TracedSpans> tracedSpans,
			BeanFactory beanFactory) {
		TracedMethods methods = new TracedMethods(makesClassProxies(beanFactory));
		DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(new TracedPointcut(methods),
				new TracedInterceptor(methods, tracedSpans));
		advisor.setOrder(orderIn(environment));
		return advisor;
	}

	@Bean
	TracedSpans tracedSpans(Tracer openTelemetryTracer, ObjectProvider<StartAttributes> startAttributes,
			TracingFaults tracingFaults) {
		return new TracedSpans(openTelemetryTracer, startAttributes.getIfAvailable(() -> StartAttributes.REQUIRED),
				tracingFaults);
	}

	private static boolean makesClassProxies(BeanFactory beanFactory) {
		String name = AutoProxyUtils.DEFAULT_PROXY_CONFIG_BEAN_NAME;
		return beanFactory.containsBean(name) && beanFactory.getBean(name, ProxyConfig.class).isProxyTargetClass();
	}

	private static int orderIn(Environment environment) {
		String order = environment.getProperty(ORDER, "0");
		try {
			return Integer.parseInt(order.trim());
		}
		catch (NumberFormatException ex) {
			throw new InvalidTracingPropertyException(ORDER, order, "it is not a whole number",
					"Set a number such as 0 or -100; the lower, the further out.");
		}
	}

}
