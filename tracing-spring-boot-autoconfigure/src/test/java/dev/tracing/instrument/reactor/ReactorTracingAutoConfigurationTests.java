package dev.tracing.instrument.reactor;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.propagation.ContextThreadLocalAccessor;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactorTracingAutoConfiguration}.
 */
class ReactorTracingAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(TracingAutoConfiguration.class,
			ReactorTracingAutoConfiguration.class);

	private static boolean automaticBefore;

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	private final ApplicationContextRunner plain = new ApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@BeforeAll
	static void remember() {
		automaticBefore = isAutomatic();
	}

	@AfterAll
	static void putBack() {
		if (automaticBefore) {
			Hooks.enableAutomaticContextPropagation();
		}
		else {
			Hooks.disableAutomaticContextPropagation();
		}
	}

	@BeforeEach
	void switchOff() {
		Hooks.disableAutomaticContextPropagation();
	}

	@Test
	void isAutomaticInReactiveApplications() {
		this.reactive.run((context) -> assertThat(isAutomatic()).isTrue());
	}

	@Test
	void isExplicitInServletApplications() {
		this.servlet.run((context) -> assertThat(isAutomatic()).isFalse());
	}

	@Test
	void isExplicitInApplicationsWithoutServer() {
		this.plain.run((context) -> assertThat(isAutomatic()).isFalse());
	}

	@ParameterizedTest
	@CsvSource({ "automatic,true", "AUTOMATIC,true", "explicit,false" })
	void propertyDecides(String value, boolean automatic) {
		String property = "tracing.reactor.context-propagation=" + value;
		this.reactive.withPropertyValues(property).run((context) -> assertThat(isAutomatic()).isEqualTo(automatic));
		switchOff();
		this.servlet.withPropertyValues(property).run((context) -> assertThat(isAutomatic()).isEqualTo(automatic));
		switchOff();
		this.plain.withPropertyValues(property).run((context) -> assertThat(isAutomatic()).isEqualTo(automatic));
	}

	@Test
	void rejectsOtherValues() {
		this.reactive.withPropertyValues("tracing.reactor.context-propagation=sometimes")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessageContaining("tracing.reactor.context-propagation")
				.hasMessageContaining("sometimes"));
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.reactive.withPropertyValues("tracing.reactor.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(ReactorTracingAutoConfiguration.class);
			assertThat(isAutomatic()).isFalse();
		});
	}

	@Test
	void backsOffWhenTracingIsSwitchedOff() {
		this.reactive.withPropertyValues("tracing.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(ReactorTracingAutoConfiguration.class);
			assertThat(isAutomatic()).isFalse();
		});
	}

	@Test
	void backsOffWhenReactorIsMissing() {
		this.reactive.withClassLoader(new FilteredClassLoader(Hooks.class)).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(ReactorTracingAutoConfiguration.class);
			assertThat(isAutomatic()).isFalse();
		});
	}

	@Test
	void worksInApplicationsThatAreLazy() {
		this.reactive
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(isAutomatic()).isTrue());
	}

	/**
	 * What Reactor does, as it has no way to ask it.
	 */
	private static boolean isAutomatic() {
		Context carried = Context.root().with(Baggage.builder().put("carried", "yes").build());
		Context seen = Mono.fromCallable(Context::current)
			.contextWrite((subscription) -> subscription.put(ContextThreadLocalAccessor.KEY, carried))
			.block();
		return seen == carried;
	}

}
