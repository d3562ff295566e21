package dev.tracing.autoconfigure;

import java.util.Properties;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.info.BuildProperties;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ResourceFactory}.
 */
class ResourceFactoryTests {

	private final MockEnvironment environment = new MockEnvironment();

	private final TracingProperties.Service service = new TracingProperties().getService();

	@Test
	void serviceNameComesFromTheMostSpecificSource() {
		assertThat(attribute("service.name")).isEqualTo("unknown_service:java");
		this.environment.withProperty("AWS_LAMBDA_FUNCTION_NAME", "from-lambda");
		assertThat(attribute("service.name")).isEqualTo("from-lambda");
		this.environment.withProperty("spring.application.name", "from-spring");
		assertThat(attribute("service.name")).isEqualTo("from-spring");
		this.environment.withProperty("OTEL_SERVICE_NAME", "from-variable");
		assertThat(attribute("service.name")).isEqualTo("from-variable");
		this.service.setName("from-property");
		assertThat(attribute("service.name")).isEqualTo("from-property");
	}

	@Test
	void describesService() {
		this.service.setNamespace("shop");
		this.service.setVersion("1.2");
		this.service.setEnvironment("production");
		this.service.setInstanceId("orders-1");
		this.service.getAttributes().put("team", "checkout");
		assertThat(attribute("service.namespace")).isEqualTo("shop");
		assertThat(attribute("service.version")).isEqualTo("1.2");
		assertThat(attribute("deployment.environment.name")).isEqualTo("production");
		assertThat(attribute("service.instance.id")).isEqualTo("orders-1");
		assertThat(attribute("team")).isEqualTo("checkout");
	}

	@Test
	void versionComesFromBuildInformation() {
		Properties build = new Properties();
		build.setProperty("version", "4.5.6");
		Resource resource = new ResourceFactory(this.service, this.environment, new BuildProperties(build)).create();
		assertThat(resource.getAttribute(AttributeKey.stringKey("service.version"))).isEqualTo("4.5.6");
	}

	@Test
	void describesSdkHostAndProcess() {
		assertThat(attribute("telemetry.sdk.name")).isEqualTo("opentelemetry");
		assertThat(attribute("telemetry.sdk.language")).isEqualTo("java");
		assertThat(attribute("telemetry.sdk.version")).isNotEmpty();
		assertThat(attribute("host.name")).isNotEmpty();
		assertThat(attribute("host.arch")).isNotEmpty();
		assertThat(attribute("os.type")).isNotEmpty();
		assertThat(attribute("process.runtime.version")).isEqualTo(System.getProperty("java.runtime.version"));
		assertThat(resource().getAttribute(AttributeKey.longKey("process.pid")))
			.isEqualTo(ProcessHandle.current().pid());
	}

	@Test
	void instancesOfOneServiceDiffer() {
		assertThat(attribute("service.instance.id")).isNotEqualTo(attribute("service.instance.id"));
	}

	@Test
	void standardVariableIsDecodedAndHasTheLowestPrecedence() {
		this.environment.withProperty("OTEL_RESOURCE_ATTRIBUTES",
				"service.name=ignored,region=eu%20west,plus=a+b,broken");
		this.environment.withProperty("spring.application.name", "orders");
		assertThat(attribute("service.name")).isEqualTo("orders");
		assertThat(attribute("region")).isEqualTo("eu west");
		assertThat(attribute("plus")).isEqualTo("a+b");
	}

	@Test
	void malformedStandardVariableStopsStartUpWithAnExplanation() {
		this.environment.withProperty("OTEL_RESOURCE_ATTRIBUTES", "region=%zz,team=checkout");
		assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(this::resource)
			.withMessageContaining("OTEL_RESOURCE_ATTRIBUTES")
			.withMessageContaining("%zz");
	}

	@Test
	void takesOverAttributesMeantForSpringBoot() {
		this.environment.withProperty("management.opentelemetry.resource-attributes.team", "checkout");
		assertThat(attribute("team")).isEqualTo("checkout");
	}

	private @Nullable String attribute(String key) {
		return resource().getAttribute(AttributeKey.stringKey(key));
	}

	private Resource resource() {
		return new ResourceFactory(this.service, this.environment, null).create();
	}

}
