package dev.tracing.instrument.async;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AsyncTracingAutoConfiguration}.
 */
class AsyncTracingAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, AsyncTracingAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class));

	@Test
	void instrumentsExecutors() {
		this.contextRunner.run((context) -> {
			assertThat(decoratorOf(context)).isInstanceOf(TracingTaskDecorator.class);
		});
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.async.enabled=false").run((context) -> {
			assertThat(decoratorOf(context)).isNull();
			assertThat(context).doesNotHaveBean(ExecutorBeanPostProcessor.class);
		});
	}

	@Test
	void backsOffWhenTracingIsOff() {
		this.contextRunner.withPropertyValues("tracing.enabled=false").run((context) -> {
			assertThat(decoratorOf(context)).isNull();
			assertThat(context).doesNotHaveBean(ExecutorBeanPostProcessor.class);
		});
	}

	@Test
	void leavesExecutorsUntouchedWhenSwitchedOff() {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		this.contextRunner.withBean(ExecutorService.class, () -> executor)
			.withPropertyValues("tracing.async.enabled=false")
			.run((context) -> assertThat(context.getBean(ExecutorService.class)).isSameAs(executor));
	}

	private static Object decoratorOf(ApplicationContext context) {
		return ReflectionTestUtils.getField(context.getBean(ThreadPoolTaskExecutor.class), "taskDecorator");
	}

}
