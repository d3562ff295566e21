package dev.tracing.instrument.annotation;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.tools.ToolProvider;

import dev.tracing.SpanAttribute;
import dev.tracing.Traced;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that annotations that make no sense stop start-up with an explanation.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidTracedMethodTests {

	@Test
	void explainsAnExpressionThatCannotBeParsed(CapturedOutput output) {
		assertFails(BadExpression.class, output, BadExpression.class.getName() + ".place(String)", "of bean 'orders'",
				"'id +'", "'order.id'", "EL1042E", "Write a SpEL expression");
	}

	@Test
	void explainsATemplateInPlaceOfAnExpression(CapturedOutput output) {
		assertFails(Template.class, output, "'#{id}'", "'order.id'", "Write a SpEL expression");
	}

	@Test
	void explainsAnAttributeWithoutAValue(CapturedOutput output) {
		assertFails(NoValue.class, output, "'checkout' is not of the form key=value", "team=checkout");
	}

	@Test
	void explainsAnAttributeWithoutAKey(CapturedOutput output) {
		assertFails(NoKey.class, output, "'=checkout' is not of the form key=value");
	}

	@Test
	void explainsAReturnedValueWithoutAName(CapturedOutput output) {
		assertFails(NoName.class, output, "gives no name to what it returns", "@SpanAttribute(\"order.id\")");
	}

	@Test
	void explainsAnAttributeOfNothing(CapturedOutput output) {
		assertFails(ReturnsNothing.class, output, "which is nothing", "put it on a parameter");
	}

	@Test
	void explainsAParameterWithoutAName(CapturedOutput output, @TempDir Path directory) throws Exception {
		try (URLClassLoader classLoader = compileWithoutParameterNames(directory)) {
			assertFails(classLoader.loadClass("Nameless"), output, "Nameless.place(String)",
					"the name of parameter 0 is unknown", "-parameters");
		}
	}

	private static URLClassLoader compileWithoutParameterNames(Path directory) throws IOException {
		Path source = Files.writeString(directory.resolve("Nameless.java"), """
				public class Nameless {
					@dev.tracing.Traced
					public void place(@dev.tracing.SpanAttribute String id) {
					}
				}
				""");
		assertThat(ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"), "-d",
					directory.toString(), source.toString()))
			.isZero();
		return new URLClassLoader(new URL[] { directory.toUri().toURL() },
				InvalidTracedMethodTests.class.getClassLoader());
	}

	private static void assertFails(Class<?> beanClass, CapturedOutput output, String... explanation) {
		SpringApplication application = new SpringApplication(TestApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application
			.addInitializers((context) -> ((GenericApplicationContext) context).registerBean("orders", beanClass));
		assertThatThrownBy(application::run).hasRootCauseInstanceOf(InvalidTracedMethodException.class);
		assertThat(output).contains("APPLICATION FAILED TO START").contains(explanation).doesNotContain("\tat ");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TracingAutoConfiguration.class, AnnotationTracingAutoConfiguration.class })
	static class TestApplication {

	}

	static class BadExpression {

		@Traced
		void fine() {
		}

		@Traced
		void place(@SpanAttribute(value = "order.id", expression = "id +") String order) {
		}

	}

	static class Template {

		@Traced
		@SpanAttribute(value = "order.id", expression = "#{id}")
		String place() {
			return "";
		}

	}

	static class NoValue {

		@Traced(attributes = "checkout")
		void place() {
		}

	}

	static class NoKey {

		@Traced(attributes = "=checkout")
		void place() {
		}

	}

	static class NoName {

		@Traced
		@SpanAttribute
		String place() {
			return "";
		}

	}

	static class ReturnsNothing {

		@Traced
		@SpanAttribute("order.id")
		void place() {
		}

	}

}
