package dev.tracing.instrument.lambda;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

/**
 * Traces the invocations of a function on AWS Lambda. A bean for the class that Lambda
 * calls, which holds the application:
 *
 * <pre class="code">
 * public class OrderFunction implements RequestHandler&lt;SQSEvent, SQSBatchResponse&gt; {
 *
 *     private final RequestHandler&lt;SQSEvent, SQSBatchResponse&gt; handler;
 *
 *     public OrderFunction() {
 *         ApplicationContext context = SpringApplication.run(OrderApplication.class);
 *         this.handler = context.getBean(LambdaTracing.class).trace(context.getBean(OrderHandler.class));
 *     }
 *
 *     &#64;Override
 *     public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
 *         return this.handler.handleRequest(event, context);
 *     }
 *
 * }
 * </pre>
 *
 * <p>
 * Each invocation is a SERVER span, which has ended and is exported, if that is possible
 * within {@code tracing.lambda.flush-timeout}, when the handler returns or throws.
 * Functions of Spring Cloud Function are traced without this. Thread-safe.
 */
public final class LambdaTracing {

	private final Invocations invocations;

	LambdaTracing(Invocations invocations) {
		this.invocations = invocations;
	}

	/**
	 * Trace a handler. Events of API Gateway (REST and HTTP), function URLs, Application
	 * Load Balancers and SQS, in the types of {@code aws-lambda-java-events}, continue
	 * the trace of whoever sent them.
	 * @param <I> type of the event
	 * @param <O> type of the response
	 * @param handler the handler
	 * @return a handler that traces, the same if it does already
	 */
	public <I, O> RequestHandler<I, O> trace(RequestHandler<I, O> handler) {
		return (handler instanceof TracingRequestHandler) ? handler
				: new TracingRequestHandler<>(handler, this.invocations);
	}

	/**
	 * Trace a handler of bytes. The event is neither read nor kept, so that the span
	 * tells nothing about it and continues no trace but that of X-Ray, if
	 * {@code tracing.lambda.xray} says so.
	 * @param handler the handler
	 * @return a handler that traces, the same if it does already
	 */
	public RequestStreamHandler trace(RequestStreamHandler handler) {
		return (handler instanceof TracingStreamHandler) ? handler
				: new TracingStreamHandler(handler, this.invocations);
	}

}
