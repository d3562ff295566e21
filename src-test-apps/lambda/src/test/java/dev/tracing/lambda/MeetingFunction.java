package dev.tracing.lambda;

import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.tracing.instrument.lambda.LambdaTracing;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;

/**
 * A function whose invocations end in pairs only.
 */
public class MeetingFunction implements RequestHandler<Map<String, String>, String> {

	private final CyclicBarrier barrier = new CyclicBarrier(2);

	private final RequestHandler<Map<String, String>, String> handler;

	public MeetingFunction() {
		this.handler = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run()
			.getBean(LambdaTracing.class)
			.trace((event, call) -> meet());
	}

	private String meet() {
		try {
			return "met as number " + this.barrier.await(60, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public String handleRequest(Map<String, String> event, Context context) {
		return this.handler.handleRequest(event, context);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
