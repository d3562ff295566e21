package dev.tracing.instrument.lambda;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * An application that a function holds, and nothing else.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ TracingAutoConfiguration.class, LambdaTracingAutoConfiguration.class })
class LambdaApplication {

	/**
	 * Start an application.
	 * @param recorder records its spans
	 * @param properties properties as {@code key=value}
	 * @return the context of the running application
	 */
	static ConfigurableApplicationContext start(TraceRecorder recorder, String... properties) {
		return start(recorder, new Class<?>[] { LambdaApplication.class }, properties);
	}

	/**
	 * Start an application.
	 * @param recorder records its spans
	 * @param sources what it consists of
	 * @param properties properties as {@code key=value}
	 * @return the context of the running application
	 */
	static ConfigurableApplicationContext start(TraceRecorder recorder, Class<?>[] sources, String... properties) {
		return new SpringApplicationBuilder(sources).web(WebApplicationType.NONE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(TraceRecorder.class,
					() -> recorder))
			.properties("spring.main.banner-mode=off", "spring.main.log-startup-info=false",
					"tracing.sampling.traces-per-second=-1", "AWS_LAMBDA_FUNCTION_NAME=orders")
			.properties(properties)
			.run();
	}

}
