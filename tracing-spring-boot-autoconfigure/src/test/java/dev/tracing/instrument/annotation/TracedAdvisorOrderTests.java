package dev.tracing.instrument.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.tracing.Traced;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.data.EventData;
import org.aopalliance.intercept.MethodInterceptor;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.annotation.Order;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link Traced} beside other advice on the same bean.
 */
class TracedAdvisorOrderTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, AopAutoConfiguration.class,
				AnnotationTracingAutoConfiguration.class))
		.withBean(TraceRecorder.class)
		.withBean(Work.class);

	@Test
	void surroundsTransactions() {
		this.contextRunner.withUserConfiguration(TransactionConfiguration.class).run((context) -> {
			context.getBean(Work.class).transactional();
			assertThat(recorder(context)).hasSingleTrace((trace) -> trace.hasRoot("Work.transactional",
					(span) -> span.hasEvent("begin").hasEvent("work").hasEvent("commit")));
		});
	}

	@Test
	void recordsAFailingCommit() {
		this.contextRunner.withUserConfiguration(TransactionConfiguration.class).run((context) -> {
			context.getBean(RecordingTransactionManager.class).failing = true;
			assertThatThrownBy(() -> context.getBean(Work.class).transactional()).hasMessage("no commit");
			assertThat(recorder(context)).hasSingleTrace((trace) -> trace.hasRoot("Work.transactional",
					(span) -> span.hasError(IllegalStateException.class)));
		});
	}

	@Test
	void runsWithinTransactionsIfToldTo() {
		this.contextRunner.withUserConfiguration(OrderedTransactionConfiguration.class)
			.withPropertyValues("tracing.annotation.order=11")
			.run((context) -> {
				context.getBean(Work.class).transactional();
				assertThat(recorder(context).spans()).singleElement()
					.satisfies((span) -> assertThat(span.getEvents()).extracting(EventData::getName)
						.containsExactly("work"));
			});
	}

	@Test
	void comesBeforeAdviceWithAHigherOrder() {
		this.contextRunner.withUserConfiguration(AdvisorConfiguration.class).run((context) -> {
			context.getBean(Work.class).advised();
			String spanId = recorder(context).spans().get(0).getSpanId();
			assertThat(context.getBean(AdvisorConfiguration.class).seen)
				.containsExactly("outer " + Span.getInvalid().getSpanContext().getSpanId(), "inner " + spanId);
		});
	}

	@Test
	void comesLaterIfToldTo() {
		this.contextRunner.withUserConfiguration(AdvisorConfiguration.class)
			.withPropertyValues("tracing.annotation.order=2")
			.run((context) -> {
				context.getBean(Work.class).advised();
				String noSpanId = Span.getInvalid().getSpanContext().getSpanId();
				assertThat(context.getBean(AdvisorConfiguration.class).seen).containsExactly("outer " + noSpanId,
						"inner " + noSpanId);
				assertThat(recorder(context)).hasSpanCount(1);
			});
	}

	@Test
	void worksBesideAspects() {
		this.contextRunner.withBean(WorkAspect.class).run((context) -> {
			context.getBean(Work.class).advised();
			assertThat(recorder(context)).hasSingleTrace(
					(trace) -> trace.hasRoot("Work.advised", (span) -> span.hasEvent("aspect").hasEvent("work")));
		});
	}

	@Test
	void runsOnTheThreadOfAnAsynchronousMethod() {
		this.contextRunner.withUserConfiguration(AsyncConfiguration.class).run((context) -> {
			String thread = context.getBean(Work.class).asynchronous().get(10, TimeUnit.SECONDS);
			assertThat(thread).isNotEqualTo(Thread.currentThread().getName());
			recorder(context).awaitSpans(1);
			assertThat(recorder(context)).hasSingleTrace((trace) -> trace.hasTree("Work.asynchronous"));
		});
	}

	@Test
	void makesEachAttemptOfARetryASpan() {
		this.contextRunner.withUserConfiguration(RetryConfiguration.class).run((context) -> {
			context.getBean(Work.class).retried();
			assertThat(recorder(context)).hasTraceCount(3).hasSpanCount(3);
			assertThat(recorder(context).spans()).filteredOn((span) -> !span.getEvents().isEmpty()).hasSize(2);
		});
	}

	private static TraceRecorder recorder(AssertableApplicationContext context) {
		assertThat(AopUtils.isCglibProxy(context.getBean(Work.class))).isTrue();
		return context.getBean(TraceRecorder.class);
	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Advised {

	}

	static class Work {

		private final AtomicInteger attempts = new AtomicInteger();

		@Traced
		@Transactional
		public void transactional() {
			Span.current().addEvent("work");
		}

		@Traced
		@Advised
		public void advised() {
			Span.current().addEvent("work");
		}

		@Traced
		@Async
		public Future<String> asynchronous() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@Traced
		@Retryable(maxRetries = 3, delay = 1)
		public void retried() {
			if (this.attempts.incrementAndGet() < 3) {
				throw new IllegalStateException("not yet");
			}
		}

	}

	static class RecordingTransactionManager extends AbstractPlatformTransactionManager {

		private boolean failing;

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			Span.current().addEvent("begin");
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			Span.current().addEvent("commit");
			if (this.failing) {
				throw new IllegalStateException("no commit");
			}
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			Span.current().addEvent("rollback");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(order = 10)
	static class OrderedTransactionConfiguration {

		@Bean
		RecordingTransactionManager transactionManager() {
			return new RecordingTransactionManager();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class TransactionConfiguration {

		@Bean
		RecordingTransactionManager transactionManager() {
			return new RecordingTransactionManager();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AdvisorConfiguration {

		private final List<String> seen = new ArrayList<>();

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		DefaultPointcutAdvisor outerAdvisor() {
			return advisor("outer ", -1);
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		DefaultPointcutAdvisor innerAdvisor() {
			return advisor("inner ", 1);
		}

		private DefaultPointcutAdvisor advisor(String name, int order) {
			DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(
					AnnotationMatchingPointcut.forMethodAnnotation(Advised.class), (MethodInterceptor) (invocation) -> {
						this.seen.add(name + Span.current().getSpanContext().getSpanId());
						return invocation.proceed();
					});
			advisor.setOrder(order);
			return advisor;
		}

	}

	@Aspect
	@Order(1)
	static class WorkAspect {

		@Around("execution(* *..Work.advised())")
		Object around(ProceedingJoinPoint joinPoint) throws Throwable {
			Span.current().addEvent("aspect");
			return joinPoint.proceed();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods
	static class RetryConfiguration {

	}

}
