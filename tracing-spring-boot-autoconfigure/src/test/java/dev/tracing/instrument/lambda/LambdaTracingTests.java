package dev.tracing.instrument.lambda;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LambdaTracing} with events of which nothing more is known.
 */
class LambdaTracingTests {

	private static final String XRAY = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

	private static final SpanContext XRAY_SPAN = SpanContext.createFromRemoteParent("5759e988bd862e3fe1be46a994272793",
			"53995c3f42cd8ad8", TraceFlags.getSampled(), TraceState.getDefault());

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		restart();
	}

	private void restart(String... properties) {
		stop();
		this.context = LambdaApplication.start(this.recorder, properties);
	}

	@AfterEach
	void stop() {
		if (this.context != null) {
			assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
			this.context.close();
		}
	}

	@Test
	void exceptionReachesTheRuntimeAsItIs() {
		IllegalStateException exception = new IllegalStateException("sold out");
		RequestHandler<Object, String> handler = lambda().trace((event, call) -> {
			throw exception;
		});
		assertThatIllegalStateException().isThrownBy(() -> handler.handleRequest(Map.of(), new TestCall()))
			.isSameAs(exception);
		assertThat(span()).isServer()
			.hasError(IllegalStateException.class)
			.hasException(IllegalStateException.class, "sold out");
	}

	@Test
	void errorReachesTheRuntimeAsItIs() {
		RequestHandler<Object, String> handler = lambda().trace((event, call) -> {
			throw new StackOverflowError();
		});
		assertThatExceptionOfType(StackOverflowError.class)
			.isThrownBy(() -> handler.handleRequest(Map.of(), new TestCall()));
		assertThat(span()).hasError(StackOverflowError.class);
	}

	@Test
	void exceptionOfStreamHandlerReachesTheRuntime() {
		RequestStreamHandler handler = lambda().trace((input, output, call) -> {
			throw new IOException("no luck");
		});
		assertThatIOException().isThrownBy(() -> handler.handleRequest(new ByteArrayInputStream(new byte[0]),
				new ByteArrayOutputStream(), new TestCall()));
		assertThat(span()).hasException(IOException.class, "no luck");
	}

	@Test
	void invocationIsServerSpan() {
		assertThat(invoke(Map.of(), new TestCall())).isEqualTo("done");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				orders [SERVER]
				  work
				"""));
		SpanData span = this.recorder.traces().get(0).root().data();
		assertThat(span).hasNoError()
			.hasNoLinks()
			.hasAttributesExactly(Attributes.builder()
				.put("faas.trigger", "other")
				.put("faas.coldstart", true)
				.put("faas.invocation_id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
				.put("aws.lambda.invoked_arn", TestCall.ARN)
				.put("cloud.resource_id", TestCall.ARN)
				.put("cloud.account.id", "123456789012")
				.build());
	}

	@Test
	void resourceIsVersionWhateverAliasWasInvoked() {
		invoke(Map.of(), new TestCall().arn(TestCall.ARN + ":live"));
		assertThat(root()).hasAttribute("cloud.resource_id", TestCall.ARN + ":7")
			.hasAttribute("aws.lambda.invoked_arn", TestCall.ARN + ":live");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "arn", "arn:aws:lambda", ":::::::::" })
	void strangeArnDoesNoHarm(String arn) {
		assertThat(invoke(Map.of(), new TestCall().arn(arn))).isEqualTo("done");
		assertThat(root()).hasAttribute("faas.trigger", "other");
	}

	@Test
	void handlerWithoutContextOrEventIsTraced() {
		assertThat(invoke(null, null)).isEqualTo("done");
		assertThat(root()).hasName("orders").hasNoAttribute("faas.invocation_id");
	}

	@Test
	void typeOfEventTellsTrigger() {
		invoke(new SNSEvent(), new TestCall());
		invoke(new S3Event(), new TestCall());
		invoke(new ScheduledEvent(), new TestCall());
		assertThat(this.recorder.traces())
			.extracting((trace) -> trace.root().attribute(AttributeKey.stringKey("faas.trigger")))
			.containsExactly("pubsub", "datasource", "timer");
	}

	@Test
	void coldStartIsTheFirstInvocationOnly() {
		invoke(Map.of(), new TestCall());
		invoke(Map.of(), new TestCall());
		invoke(Map.of(), new TestCall());
		assertThat(this.recorder.traces())
			.extracting((trace) -> trace.root().attribute(AttributeKey.booleanKey("faas.coldstart")))
			.containsExactly(true, false, false);
	}

	@Test
	void streamsAreNotTouched() throws IOException {
		ByteArrayInputStream input = new ByteArrayInputStream("event".getBytes(StandardCharsets.UTF_8));
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		lambda().trace((RequestStreamHandler) (in, out, call) -> {
			assertThat(in).isSameAs(input);
			assertThat(out).isSameAs(output);
			work();
			in.transferTo(out);
		}).handleRequest(input, output, new TestCall());
		assertThat(output).hasToString("event");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				orders [SERVER]
				  work
				"""));
	}

	@Test
	void decoratingTwiceIsDecoratingOnce() {
		RequestHandler<Object, String> handler = lambda().trace(this::handle);
		assertThat(lambda().trace(handler)).isSameAs(handler);
		RequestStreamHandler streams = lambda().trace((RequestStreamHandler) (in, out, call) -> work());
		assertThat(lambda().trace(streams)).isSameAs(streams);
	}

	@Test
	void handlerWithinHandlerIsNoInvocation() {
		RequestHandler<Object, String> inner = lambda().trace(this::handle);
		RequestHandler<Object, String> outer = lambda().trace(inner::handleRequest);
		assertThat(outer.handleRequest(Map.of(), new TestCall())).isEqualTo("done");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				orders [SERVER]
				  work
				"""));
	}

	@Test
	void workLeftBehindByAnInvocationIsNoPartOfTheNext() {
		Context[] left = new Context[1];
		lambda().trace((event, call) -> {
			left[0] = Context.current();
			return null;
		}).handleRequest(Map.of(), new TestCall());
		left[0].wrap((Runnable) () -> invoke(Map.of(), new TestCall())).run();
		assertThat(this.recorder).hasTraceCount(2);
	}

	@Test
	void leavesTheThreadAsItWas() {
		invoke(Map.of(), new TestCall());
		assertThat(Span.current().getSpanContext().isValid()).isFalse();
		assertThat(Context.current()).isSameAs(Context.root());
	}

	@Test
	void runsSeveralInvocationsAtOnce() {
		CyclicBarrier barrier = new CyclicBarrier(2);
		RequestHandler<Object, String> handler = lambda().trace((event, call) -> {
			meet(barrier);
			work();
			meet(barrier);
			return event.toString();
		});
		CompletableFuture<String> one = CompletableFuture
			.supplyAsync(() -> handler.handleRequest("one", new TestCall()));
		assertThat(handler.handleRequest("two", new TestCall())).isEqualTo("two");
		assertThat(one.join()).isEqualTo("one");
		assertThat(this.recorder).hasTraceCount(2).allTracesSatisfy((trace) -> trace.hasTree("""
				orders [SERVER]
				  work
				"""));
		assertThat(this.recorder.traces())
			.extracting((trace) -> trace.root().attribute(AttributeKey.booleanKey("faas.coldstart")))
			.containsExactlyInAnyOrder(true, false);
	}

	@Test
	void linksToXRay() {
		invoke(Map.of(), new TestCall().xRay(XRAY));
		assertThat(root()).hasLink(XRAY_SPAN).isRoot();
		assertThat(this.recorder.traces().get(0).traceId()).isNotEqualTo(XRAY_SPAN.getTraceId());
	}

	@Test
	void continuesXRayIfTold() {
		restart("tracing.lambda.xray=parent");
		invoke(Map.of(), new TestCall().xRay(XRAY));
		assertThat(root()).continues(XRAY_SPAN.getTraceId(), XRAY_SPAN.getSpanId()).hasNoLinks();
	}

	@Test
	void ignoresXRayIfTold() {
		restart("tracing.lambda.xray=ignore");
		invoke(Map.of(), new TestCall().xRay(XRAY));
		assertThat(root()).hasNoLinks();
		assertThat(this.recorder.traces().get(0).traceId()).isNotEqualTo(XRAY_SPAN.getTraceId());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Root", "Root=;Parent=;Sampled=1", "Root=1-0-0;Parent=53995c3f42cd8ad8;Sampled=1",
			"Root=1-5759e988-bd862e3fe1be46a994272793", ";;;===" })
	void strangeXRayHeaderIsNone(String header) {
		restart("tracing.lambda.xray=parent");
		assertThat(invoke(Map.of(), new TestCall().xRay(header))).isEqualTo("done");
		assertThat(root()).isRoot().hasNoLinks();
	}

	@Test
	void doesNotLinkToWhatXRayDropped() {
		invoke(Map.of(), new TestCall().xRay(XRAY.replace("Sampled=1", "Sampled=0")));
		assertThat(root()).hasNoLinks();
	}

	@Test
	void readsXRayFromProcessIfTheRuntimeDoesNotTellTheHandler() {
		System.setProperty("com.amazonaws.xray.traceHeader", XRAY);
		try {
			invoke(Map.of(), new TestCall() {

				@Override
				public String getXrayTraceId() {
					throw new NoSuchMethodError("aws-lambda-java-core 1.3");
				}

			});
		}
		finally {
			System.clearProperty("com.amazonaws.xray.traceHeader");
		}
		assertThat(root()).hasLink(XRAY_SPAN);
	}

	private String invoke(Object event, TestCall call) {
		return lambda().trace(this::handle).handleRequest(event, call);
	}

	private String handle(Object event, com.amazonaws.services.lambda.runtime.Context call) {
		work();
		return "done";
	}

	private void work() {
		this.context.getBean(Tracer.class).spanBuilder("work").startSpan().end();
	}

	private LambdaTracing lambda() {
		return this.context.getBean(LambdaTracing.class);
	}

	private SpanData root() {
		return this.recorder.traces().get(0).root().data();
	}

	private SpanData span() {
		assertThat(this.recorder).hasSpanCount(1);
		return this.recorder.spans().get(0);
	}

	private static void meet(CyclicBarrier barrier) {
		try {
			barrier.await(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
