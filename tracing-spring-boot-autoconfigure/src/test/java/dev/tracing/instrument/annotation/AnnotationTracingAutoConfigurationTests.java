package dev.tracing.instrument.annotation;

import dev.tracing.Traced;
import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.Advisor;
import org.springframework.aop.aspectj.annotation.AnnotationAwareAspectJAutoProxyCreator;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.autoproxy.InfrastructureAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AnnotationTracingAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AnnotationTracingAutoConfigurationTests {

	private static final String ADVISOR = "tracedAdvisor";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(TracingAutoConfiguration.class, AnnotationTracingAutoConfiguration.class))
		.withBean(TraceRecorder.class)
		.withBean(Greeter.class, PoliteGreeter::new);

	@Test
	void tracesByDefault() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(ADVISOR, DefaultPointcutAdvisor.class).getOrder()).isZero();
			assertTraces(context);
		});
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.annotation.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(ADVISOR);
			assertDoesNotTrace(context);
		});
	}

	@Test
	void backsOffWhenTracingIsSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(AnnotationTracingAutoConfiguration.class);
			assertDoesNotTrace(context);
		});
	}

	@Test
	void backsOffWithoutSpringAop() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Advisor.class)).run((context) -> {
			assertThat(context).doesNotHaveBean(AnnotationTracingAutoConfiguration.class);
			assertDoesNotTrace(context);
		});
	}

	@Test
	void backsOffWithoutATracer() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AnnotationTracingAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(AnnotationTracingAutoConfiguration.class));
	}

	@Test
	void usesATracerOfTheApplication() {
		TraceRecorder recorder = new TraceRecorder();
		SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(recorder).build();
		this.contextRunner.withBean("ownTracer", Tracer.class, () -> provider.get("own")).run((context) -> {
			context.getBean(Greeter.class).greet();
			assertThat(recorder).hasSpanCount(1);
			assertThat(context.getBean(TraceRecorder.class)).hasNoSpans();
		});
	}

	@Test
	void needsNoEngineButATracer() {
		TraceRecorder recorder = new TraceRecorder();
		SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(recorder).build();
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AnnotationTracingAutoConfiguration.class))
			.withBean(TracingFaults.class)
			.withBean(Tracer.class, () -> provider.get("agent"))
			.withBean(Greeter.class, PoliteGreeter::new)
			.run((context) -> {
				context.getBean(Greeter.class).greet();
				assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("PoliteGreeter.greet"));
			});
	}

	@Test
	void bringsItsOwnAutoProxyCreator() {
		this.contextRunner.run((context) -> assertThat(context.getBean(AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME))
			.isExactlyInstanceOf(InfrastructureAdvisorAutoProxyCreator.class));
	}

	@Test
	void usesTheAutoProxyCreatorForAspectsIfThereIsOne() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class)).run((context) -> {
			assertThat(context.getBean(AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME))
				.isExactlyInstanceOf(AnnotationAwareAspectJAutoProxyCreator.class);
			assertTraces(context);
		});
	}

	@Test
	void worksWithoutAspectJ() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.aspectj"))
			.run((context) -> {
				assertThat(context.getBean(AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME))
					.isExactlyInstanceOf(InfrastructureAdvisorAutoProxyCreator.class);
				assertTraces(context);
			});
	}

	@Test
	void worksWhenTheAutoConfigurationOfAspectsIsOff() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
			.withPropertyValues("spring.aop.auto=false")
			.run(AnnotationTracingAutoConfigurationTests::assertTraces);
	}

	@Test
	void makesClassProxiesByDefault() {
		this.contextRunner.run((context) -> assertThat(AopUtils.isCglibProxy(context.getBean(Greeter.class))).isTrue());
	}

	@Test
	void makesInterfaceProxiesIfTheApplicationDoes() {
		this.contextRunner.withPropertyValues("spring.aop.proxy-target-class=false").run((context) -> {
			assertThat(AopUtils.isJdkDynamicProxy(context.getBean(Greeter.class))).isTrue();
			assertTraces(context);
		});
	}

	@Test
	void takesTheOrderFromTheProperty() {
		this.contextRunner.withPropertyValues("tracing.annotation.order=42")
			.run((context) -> assertThat(context.getBean(ADVISOR, DefaultPointcutAdvisor.class).getOrder())
				.isEqualTo(42));
	}

	@Test
	void refusesAnOrderThatIsNoNumber() {
		this.contextRunner.withPropertyValues("tracing.annotation.order=first")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("first")
				.isInstanceOf(InvalidTracingPropertyException.class));
	}

	@Test
	void makesNoBeanTooEarly(CapturedOutput output) {
		this.contextRunner.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
			.withUserConfiguration(PostProcessorConfiguration.class)
			.run((context) -> {
				assertTraces(context);
				assertThat(output).doesNotContain("is not eligible for getting processed");
			});
	}

	@Test
	void servesTwoApplicationsInOneJvm() {
		this.contextRunner.run((first) -> this.contextRunner.run((second) -> {
			assertTraces(second);
			assertDoesNotTraceYet(first);
			assertTraces(first);
			assertThat(first.getBean(Greeter.class).getClass()).isSameAs(second.getBean(Greeter.class).getClass());
		}));
	}

	private static void assertTraces(AssertableApplicationContext context) {
		context.getBean(Greeter.class).greet();
		assertThat(context.getBean(TraceRecorder.class))
			.hasSingleTrace((trace) -> trace.hasTree("PoliteGreeter.greet"));
	}

	private static void assertDoesNotTrace(AssertableApplicationContext context) {
		assertThat(AopUtils.isAopProxy(context.getBean(Greeter.class))).isFalse();
		context.getBean(Greeter.class).greet();
		assertDoesNotTraceYet(context);
	}

	private static void assertDoesNotTraceYet(AssertableApplicationContext context) {
		assertThat(context.getBean(TraceRecorder.class)).hasNoSpans();
	}

	public interface Greeter {

		void greet();

	}

	public static class PoliteGreeter implements Greeter {

		@Override
		@Traced
		public void greet() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PostProcessorConfiguration {

		@Bean
		static BeanPostProcessor beanPostProcessor() {
			return new BeanPostProcessor() {
			};
		}

		@Bean
		static SomeAspect someAspect() {
			return new SomeAspect();
		}

	}

	@Aspect
	static class SomeAspect {

	}

}
