package dev.tracing.instrument.annotation;

import java.util.List;
import java.util.function.Supplier;

import dev.tracing.SpanAttribute;
import dev.tracing.Traced;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import io.opentelemetry.api.common.AttributeKey;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.part.TracedPart;
import org.springframework.samples.Visits;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for which methods of which beans are traced, with the proxies Spring makes.
 */
@ExtendWith(OutputCaptureExtension.class)
class TracedProxyTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, AopAutoConfiguration.class,
				AnnotationTracingAutoConfiguration.class))
		.withBean(TraceRecorder.class);

	private final ApplicationContextRunner jdkProxyContextRunner = this.contextRunner
		.withPropertyValues("spring.aop.proxy-target-class=false");

	@Test
	void tracesPublicMethodsOfAnAnnotatedClass() {
		this.contextRunner.withBean(AnnotatedClass.class).run((context) -> {
			AnnotatedClass bean = context.getBean(AnnotatedClass.class);
			bean.publicMethod();
			bean.packagePrivateMethod();
			bean.protectedMethod();
			bean.inherited();
			assertThat(bean.toString()).isNotEmpty();
			assertThat(bean.hashCode()).isNotZero();
			assertThat(names(context)).containsExactly("AnnotatedClass.publicMethod");
		});
	}

	@Test
	void tracesSamplesOfSpring() {
		this.contextRunner.withBean(Visits.class).run((context) -> {
			context.getBean(Visits.class).visit();
			assertThat(names(context)).containsExactly("Visits.visit");
		});
	}

	@Test
	void doesNotReadPartsOfSpring() {
		this.contextRunner.withBean(TracedPart.class).run((context) -> {
			assertThat(AopUtils.isAopProxy(context.getBean(TracedPart.class))).isFalse();
			context.getBean(TracedPart.class).work();
			assertThat(names(context)).isEmpty();
		});
	}

	@Test
	void prefersTheAnnotationOfTheMethod() {
		this.contextRunner.withBean(AnnotatedClass.class).run((context) -> {
			context.getBean(AnnotatedClass.class).renamed();
			assertThat(context.getBean(TraceRecorder.class)).hasSingleTrace(
					(trace) -> trace.hasRoot("renamed", (span) -> span.isInternal().hasNoAttribute("level")));
		});
	}

	@Test
	void tracesMethodsOfASubclassOfAnAnnotatedClass() {
		this.contextRunner.withBean(Subclass.class).run((context) -> {
			Subclass bean = context.getBean(Subclass.class);
			bean.publicMethod();
			bean.own();
			assertThat(names(context)).containsExactly("Subclass.publicMethod", "Subclass.own");
			assertThat(functions(context)).containsExactly(AnnotatedClass.class.getName() + ".publicMethod",
					Subclass.class.getName() + ".own");
		});
	}

	@Test
	void tracesOverriddenMethods() {
		this.contextRunner.withBean(Overriding.class).run((context) -> {
			context.getBean(Overriding.class).overridden("x");
			assertThat(context.getBean(TraceRecorder.class)).hasSingleTrace((trace) -> trace.hasRoot("base",
					(span) -> span.hasAttribute("key", "x").hasAttribute("result", "x!")));
		});
	}

	@Test
	void tracesNonPublicMethodsOfPackagePrivateClasses() {
		this.contextRunner.withBean(NonPublic.class).run((context) -> {
			context.getBean(NonPublic.class).packagePrivate();
			context.getBean(NonPublic.class).protectedMethod();
			assertThat(names(context)).containsExactly("NonPublic.packagePrivate", "NonPublic.protectedMethod");
		});
	}

	@Test
	void tracesMethodsInheritedThroughBridges() {
		this.contextRunner.withBean(PublicOverPackagePrivate.class).run((context) -> {
			context.getBean(PublicOverPackagePrivate.class).run("x");
			assertThat(context.getBean(TraceRecorder.class)).hasSingleTrace(
					(trace) -> trace.hasRoot("PublicOverPackagePrivate.run", (span) -> span.hasAttribute("key", "x")));
		});
	}

	@Test
	void tracesAnAnnotatedInterface() {
		this.contextRunner.withBean(Shop.class, ShopService::new).run(TracedProxyTests::callsShop);
	}

	@Test
	void tracesAnAnnotatedInterfaceThroughJdkProxies() {
		this.jdkProxyContextRunner.withBean(Shop.class, ShopService::new).run((context) -> {
			assertThat(AopUtils.isJdkDynamicProxy(context.getBean(Shop.class))).isTrue();
			callsShop(context);
		});
	}

	@Test
	void tracesAFinalClassThroughJdkProxies(CapturedOutput output) {
		this.jdkProxyContextRunner.withBean(Shop.class, FinalShop::new).run((context) -> {
			context.getBean(Shop.class).sell("apple");
			assertThat(names(context)).containsExactly("FinalShop.sell");
			assertThat(output).doesNotContain("has no effect");
		});
	}

	private static void callsShop(AssertableApplicationContext context) {
		Shop shop = context.getBean(Shop.class);
		shop.sell("apple");
		shop.close();
		shop.greet();
		assertThat(names(context)).containsExactly("ShopService.sell", "close-shop", "ShopService.greet");
		assertThat(functions(context)).containsExactly(ShopService.class.getName() + ".sell",
				ShopService.class.getName() + ".close", Shop.class.getName() + ".greet");
		assertThat(context.getBean(TraceRecorder.class)).hasTraceSatisfying(
				(trace) -> trace.hasRoot("ShopService.sell", (span) -> span.hasAttribute("goods", "apple")));
	}

	@Test
	void tracesAMethodThatImplementsAnInterfaceItsClassDoesNotKnow() {
		this.contextRunner.withBean(LateShop.class).run((context) -> {
			context.getBean(LateShop.class).sell("apple");
			assertThat(context.getBean(TraceRecorder.class)).hasSingleTrace(
					(trace) -> trace.hasRoot("LateShop.sell", (span) -> span.hasAttribute("goods", "apple")));
		});
	}

	@Test
	void tracesGenericMethods() {
		this.contextRunner.withBean(StringConverter.class).run((context) -> {
			Converter<String> converter = context.getBean(StringConverter.class);
			assertThat(converter.convert("x")).isEqualTo("x!");
			assertThat(context.getBean(TraceRecorder.class)).hasSingleTrace(
					(trace) -> trace.hasRoot("StringConverter.convert", (span) -> span.hasAttribute("source", "x")));
		});
	}

	@Test
	void tracesGenericMethodsThroughJdkProxies() {
		this.jdkProxyContextRunner.withBean(Converter.class, StringConverter::new).run((context) -> {
			@SuppressWarnings("unchecked")
			Converter<String> converter = context.getBean(Converter.class);
			assertThat(converter.convert("x")).isEqualTo("x!");
			assertThat(context.getBean(TraceRecorder.class)).hasSingleTrace(
					(trace) -> trace.hasRoot("StringConverter.convert", (span) -> span.hasAttribute("source", "x")));
		});
	}

	@Test
	void tracesALambdaByItsInterface() {
		Greeter lambda = (name) -> "Hello " + name;
		this.contextRunner.withBean(Greeter.class, () -> lambda).run((context) -> {
			assertThat(context.getBean(Greeter.class).greet("Ada")).isEqualTo("Hello Ada");
			assertThat(names(context)).containsExactly("Greeter.greet");
			assertThat(functions(context)).containsExactly(Greeter.class.getName() + ".greet");
		});
	}

	@Test
	void tracesAProxyThatALibraryMadeByItsInterface() {
		this.contextRunner.withBean(RepositoryFactoryBean.class).run((context) -> {
			assertThat(context.getBean(OrderRepository.class).findById("1")).isEqualTo("found 1");
			assertThat(names(context)).containsExactly("OrderRepository.findById");
			assertThat(functions(context)).containsExactly(Repository.class.getName() + ".findById");
		});
	}

	@Test
	void tracesConfigurationClassesByTheirOwnName() {
		this.contextRunner.withUserConfiguration(TracedConfiguration.class).run((context) -> {
			context.getBean(TracedConfiguration.class).refresh();
			assertThat(names(context)).containsExactly("TracedConfiguration.refresh");
			assertThat(functions(context)).containsExactly(TracedConfiguration.class.getName() + ".refresh");
		});
	}

	@Test
	void tracesPrototypes() {
		this.contextRunner
			.withBean(NonPublic.class, NonPublic::new,
					(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE))
			.run((context) -> {
				context.getBean(NonPublic.class).packagePrivate();
				context.getBean(NonPublic.class).packagePrivate();
				assertThat(names(context)).containsExactly("NonPublic.packagePrivate", "NonPublic.packagePrivate");
			});
	}

	@Test
	void tracesScopedBeansOnce() {
		this.contextRunner
			.withInitializer((context) -> context.getBeanFactory().registerScope("thread", new SimpleThreadScope()))
			.withUserConfiguration(ScopedConfiguration.class)
			.run((context) -> {
				context.getBean("scoped", NonPublic.class).packagePrivate();
				assertThat(names(context)).containsExactly("NonPublic.packagePrivate");
			});
	}

	@Test
	void tracesOnceWhereTheApplicationHasAnotherAutoProxyCreator() {
		this.contextRunner.withUserConfiguration(SecondCreatorConfiguration.class)
			.withBean(NonPublic.class)
			.run((context) -> {
				context.getBean(NonPublic.class).packagePrivate();
				assertThat(names(context)).containsExactly("NonPublic.packagePrivate");
			});
	}

	@Test
	void leavesBeansWithoutTheAnnotationAlone() {
		this.contextRunner.withBean(Untraced.class)
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean(Untraced.class))).isFalse());
	}

	@Test
	void doesNotTraceCallsFromTheSameObject() {
		this.contextRunner.withBean(NonPublic.class).run((context) -> {
			context.getBean(NonPublic.class).callsItself();
			assertThat(names(context)).isEmpty();
		});
	}

	@Test
	void warnsOfMethodsThatNoProxySees(CapturedOutput output) {
		this.contextRunner.withBean("one", Misused.class).withBean("two", MisusedToo.class).run((context) -> {
			assertThat(AopUtils.isAopProxy(context.getBean("one"))).isFalse();
			assertThat(output.toString().lines().filter((line) -> line.contains("has no effect"))).hasSize(3)
				.allSatisfy((line) -> assertThat(line).contains("WARN", Misused.class.getName()))
				.anySatisfy((line) -> assertThat(line).contains(".hidden(String)", "it is private"))
				.anySatisfy((line) -> assertThat(line).contains(".help()", "it is static"))
				.anySatisfy((line) -> assertThat(line).contains(".sealed()", "it is final"));
		});
	}

	@Test
	void warnsOfAFinalClassOnce(CapturedOutput output) {
		this.contextRunner.withBean("one", FinalShop.class).withBean("two", FinalShop.class).run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean("one", Shop.class).sell("apple");
			assertThat(names(context)).isEmpty();
			assertThat(output.toString().lines().filter((line) -> line.contains("has no effect"))).singleElement()
				.asString()
				.contains(FinalShop.class.getName(), "the class is final");
		});
	}

	private static List<String> names(AssertableApplicationContext context) {
		return context.getBean(TraceRecorder.class).spans().stream().map((span) -> span.getName()).toList();
	}

	private static List<Object> functions(AssertableApplicationContext context) {
		return context.getBean(TraceRecorder.class)
			.spans()
			.stream()
			.map((span) -> (Object) span.getAttributes().get(AttributeKey.stringKey("code.function.name")))
			.toList();
	}

	static class Plain {

		public void inherited() {
		}

	}

	@Traced(attributes = "level=class")
	static class AnnotatedClass extends Plain {

		public void publicMethod() {
		}

		protected void protectedMethod() {
		}

		void packagePrivateMethod() {
		}

		@Traced("renamed")
		public void renamed() {
		}

		@Override
		public String toString() {
			return "annotated";
		}

		@Override
		public boolean equals(Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	static class Subclass extends AnnotatedClass {

		public void own() {
		}

	}

	static class Base {

		@Traced("base")
		@SpanAttribute("result")
		public String overridden(@SpanAttribute("key") String argument) {
			return argument;
		}

	}

	static class Overriding extends Base {

		@Override
		public String overridden(String argument) {
			return argument + "!";
		}

	}

	static class NonPublic {

		@Traced
		void packagePrivate() {
		}

		@Traced
		protected void protectedMethod() {
		}

		void callsItself() {
			packagePrivate();
		}

	}

	abstract static class PackagePrivate {

		@Traced
		public void run(@SpanAttribute String key) {
		}

	}

	public static class PublicOverPackagePrivate extends PackagePrivate {

	}

	@Traced
	interface Shop {

		void sell(@SpanAttribute("goods") String goods);

		@Traced("close-shop")
		default void close() {
		}

		default void greet() {
		}

	}

	static class ShopService implements Shop {

		@Override
		public void sell(String goods) {
		}

		@Override
		public void close() {
		}

	}

	static final class FinalShop implements Shop {

		@Override
		public void sell(String goods) {
		}

	}

	static class ShopImplementation {

		public void sell(String goods) {
		}

	}

	static class LateShop extends ShopImplementation implements Shop {

	}

	interface Converter<T> {

		@Traced
		T convert(@SpanAttribute("source") T source);

	}

	static class StringConverter implements Converter<String> {

		@Override
		public String convert(String source) {
			return source + "!";
		}

	}

	interface Greeter {

		@Traced
		String greet(String name);

	}

	interface Repository {

		String findById(String id);

	}

	@Traced
	interface OrderRepository extends Repository {

	}

	static class RepositoryFactoryBean implements FactoryBean<OrderRepository> {

		@Override
		public OrderRepository getObject() {
			return ProxyFactory.getProxy(OrderRepository.class,
					(MethodInterceptor) (invocation) -> "found " + invocation.getArguments()[0]);
		}

		@Override
		public Class<?> getObjectType() {
			return OrderRepository.class;
		}

	}

	@Configuration
	static class TracedConfiguration {

		@Traced
		public void refresh() {
		}

		@Bean
		Supplier<String> supplier() {
			return () -> "x";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedConfiguration {

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		NonPublic scoped() {
			return new NonPublic();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondCreatorConfiguration {

		@Bean
		static DefaultAdvisorAutoProxyCreator secondCreator() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(true);
			return creator;
		}

	}

	static class Untraced {

		void run() {
		}

	}

	static class Misused {

		@Traced
		private void hidden(String argument) {
		}

		@Traced
		static void help() {
		}

		@Traced
		public final void sealed() {
			hidden("x");
		}

	}

	static class MisusedToo extends Misused {

	}

}
