package dev.tracing.instrument.sqs.springcloud;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.sqs.TestQueues;
import dev.tracing.instrument.sqs.v2.SqsV2TracingAutoConfiguration;
import dev.tracing.observation.ObservationTracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import io.awspring.cloud.sqs.annotation.SqsListener;
import io.awspring.cloud.sqs.config.SqsBootstrapConfiguration;
import io.awspring.cloud.sqs.config.SqsMessageListenerContainerFactory;
import io.awspring.cloud.sqs.listener.SqsMessageListenerContainer;
import io.awspring.cloud.sqs.listener.acknowledgement.handler.AcknowledgementMode;
import io.awspring.cloud.sqs.listener.errorhandler.AsyncErrorHandler;
import io.awspring.cloud.sqs.listener.errorhandler.ErrorHandler;
import io.awspring.cloud.sqs.listener.interceptor.AsyncMessageInterceptor;
import io.awspring.cloud.sqs.listener.interceptor.MessageInterceptor;
import io.awspring.cloud.sqs.operations.SqsTemplate;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.Tracer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * An application whose listeners of SQS do all that listeners do.
 */
@Configuration(proxyBeanMethods = false)
@Import(SqsBootstrapConfiguration.class)
@ImportAutoConfiguration({ ObservationAutoConfiguration.class, TracingAutoConfiguration.class,
		ObservationTracingAutoConfiguration.class, SqsV2TracingAutoConfiguration.class,
		SpringCloudSqsTracingAutoConfiguration.class })
class ListenersApplication {

	static final List<String> QUEUES = List.of("single", "failing", "recovered", "async", "asyncfailing",
			"asyncrecovered", "intercepted", "asyncintercepted", "batch", "batchfailing", "forwarding", "sink", "bean",
			"internal", "ordered.fifo");

	private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

	private final ExecutorService elsewhere = Executors.newSingleThreadExecutor();

	private final SqsTemplate template;

	private final Tracer tracer;

	private final String sink;

	ListenersApplication(SqsTemplate template, Tracer tracer, @Value("${queue.sink}") String sink) {
		this.template = template;
		this.sink = sink;
		this.tracer = tracer;
	}

	static ConfigurableApplicationContext start(TraceRecorder recorder, boolean observed) {
		List<String> properties = new ArrayList<>(List.of("spring.main.banner-mode=off",
				"spring.main.log-startup-info=false", "tracing.sampling.traces-per-second=-1", "observed=" + observed,
				"tracing.sqs.exclude=internal-*", "logging.level.org.elasticmq=warn"));
		QUEUES.forEach((queue) -> properties.add("queue." + queue + "="
				+ TestQueues.create(queue, (queue.endsWith(".fifo")) ? Map.of("FifoQueue", "true") : Map.of())));
		return new SpringApplicationBuilder(ListenersApplication.class).web(WebApplicationType.NONE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(TraceRecorder.class,
					() -> recorder))
			.properties(properties.toArray(String[]::new))
			.run();
	}

	/**
	 * Wait until a listener is done.
	 * @return what it was done with
	 * @throws InterruptedException if interrupted
	 */
	String await() throws InterruptedException {
		String done = this.handled.poll(20, TimeUnit.SECONDS);
		if (done == null) {
			throw new IllegalStateException("No listener was called");
		}
		return done;
	}

	private void work(String name) {
		this.tracer.spanBuilder(name).startSpan().end();
	}

	@SqsListener(queueNames = "${queue.single}", factory = "plain")
	void single(String order) {
		work("work on " + order);
		this.handled.add(order);
	}

	@SqsListener(queueNames = "${queue.sink}", factory = "plain")
	void sink(String order) {
		this.handled.add(order);
	}

	@SqsListener(queueNames = "${queue.ordered.fifo}", factory = "plain")
	CompletableFuture<Void> ordered(String order) {
		return CompletableFuture.runAsync(() -> this.handled.add(order), this.elsewhere);
	}

	@SqsListener(queueNames = "${queue.internal}", factory = "plain")
	void internal(String order) {
		work("internal work");
		this.handled.add(order);
	}

	@SqsListener(queueNames = "${queue.failing}", factory = "always")
	void failing(String order) {
		this.handled.add(order);
		throw new IllegalStateException("no " + order);
	}

	@SqsListener(queueNames = "${queue.recovered}", factory = "recovering")
	void recovered(String order) {
		throw new IllegalStateException("no " + order);
	}

	@SqsListener(queueNames = "${queue.async}", factory = "plain")
	CompletableFuture<Void> async(String order) {
		work("work on " + order);
		return CompletableFuture.runAsync(() -> this.handled.add(order), this.elsewhere);
	}

	@SqsListener(queueNames = "${queue.asyncfailing}", factory = "always")
	CompletableFuture<Void> asyncFailing(String order) {
		return CompletableFuture.runAsync(() -> {
			this.handled.add(order);
			throw new IllegalStateException("no " + order);
		}, this.elsewhere);
	}

	@SqsListener(queueNames = "${queue.asyncrecovered}", factory = "recoveringLater")
	CompletableFuture<Void> asyncRecovered(String order) {
		return CompletableFuture.runAsync(() -> {
			throw new IllegalStateException("no " + order);
		}, this.elsewhere);
	}

	@SqsListener(queueNames = "${queue.intercepted}", factory = "intercepting")
	void intercepted(String order) {
		work("work on " + order);
		this.handled.add(order);
	}

	@SqsListener(queueNames = "${queue.asyncintercepted}", factory = "interceptingLater")
	void asyncIntercepted(String order) {
		work("work on " + order);
		this.handled.add(order);
	}

	@SqsListener(queueNames = "${queue.batch}", factory = "plain")
	void batch(List<Message<String>> orders) {
		work("work on " + orders.size());
		orders.forEach((order) -> this.handled.add(order.getPayload()));
	}

	@SqsListener(queueNames = "${queue.batchfailing}", factory = "always")
	void batchFailing(List<Message<String>> orders) {
		this.handled.add("failed");
		throw new IllegalStateException("no " + orders.size());
	}

	@SqsListener(queueNames = "${queue.forwarding}", factory = "plain")
	void forwarding(Message<String> order) {
		this.template.send(this.sink, order.getPayload());
	}

	/**
	 * Beans that listeners need before this class is made.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Factories {

		@Bean
		SqsAsyncClient sqsAsyncClient() {
			return SqsAsyncClient.builder()
				.endpointOverride(TestQueues.endpoint())
				.region(Region.EU_CENTRAL_1)
				.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
				.build();
		}

		@Bean
		SqsTemplate sqsTemplate(SqsAsyncClient sqsAsyncClient, ObservationRegistry observationRegistry,
				@Value("${observed}") boolean observed) {
			return SqsTemplate.builder().sqsAsyncClient(sqsAsyncClient).configure((options) -> {
				if (observed) {
					options.observationRegistry(observationRegistry);
				}
			}).build();
		}

		private static SqsMessageListenerContainerFactory<Object> factory(SqsAsyncClient client,
				ObservationRegistry observationRegistry, boolean observed, AcknowledgementMode mode) {
			SqsMessageListenerContainerFactory<Object> factory = new SqsMessageListenerContainerFactory<>();
			factory.setSqsAsyncClient(client);
			factory.configure((options) -> {
				options.pollTimeout(Duration.ofSeconds(1)).acknowledgementMode(mode);
				if (observed) {
					options.observationRegistry(observationRegistry);
				}
			});
			return factory;
		}

		@Bean
		SqsMessageListenerContainerFactory<Object> plain(SqsAsyncClient client, ObservationRegistry observationRegistry,
				@Value("${observed}") boolean observed) {
			return factory(client, observationRegistry, observed, AcknowledgementMode.ON_SUCCESS);
		}

		@Bean
		SqsMessageListenerContainerFactory<Object> always(SqsAsyncClient client,
				ObservationRegistry observationRegistry, @Value("${observed}") boolean observed) {
			return factory(client, observationRegistry, observed, AcknowledgementMode.ALWAYS);
		}

		@Bean
		SqsMessageListenerContainerFactory<Object> recovering(SqsAsyncClient client,
				ObservationRegistry observationRegistry, @Value("${observed}") boolean observed, SqsTemplate template,
				@Value("${queue.sink}") String sink) {
			SqsMessageListenerContainerFactory<Object> factory = factory(client, observationRegistry, observed,
					AcknowledgementMode.ON_SUCCESS);
			factory.setErrorHandler(new ErrorHandler<>() {

				@Override
				public void handle(Message<Object> message, Throwable failure) {
					template.send(sink, message.getPayload());
				}

			});
			return factory;
		}

		@Bean
		SqsMessageListenerContainerFactory<Object> recoveringLater(SqsAsyncClient client,
				ObservationRegistry observationRegistry, @Value("${observed}") boolean observed, SqsTemplate template,
				@Value("${queue.sink}") String sink) {
			SqsMessageListenerContainerFactory<Object> factory = factory(client, observationRegistry, observed,
					AcknowledgementMode.ON_SUCCESS);
			factory.setErrorHandler(new AsyncErrorHandler<>() {

				@Override
				public CompletableFuture<Void> handle(Message<Object> message, Throwable failure) {
					return template.sendAsync(sink, message.getPayload()).thenAccept((result) -> {
					});
				}

			});
			return factory;
		}

		@Bean
		SqsMessageListenerContainerFactory<Object> intercepting(SqsAsyncClient client,
				ObservationRegistry observationRegistry, @Value("${observed}") boolean observed, Tracer tracer) {
			SqsMessageListenerContainerFactory<Object> factory = factory(client, observationRegistry, observed,
					AcknowledgementMode.ON_SUCCESS);
			factory.addMessageInterceptor(new MessageInterceptor<>() {

				@Override
				public Message<Object> intercept(Message<Object> message) {
					tracer.spanBuilder("before").startSpan().end();
					return message;
				}

				@Override
				public void afterProcessing(Message<Object> message, Throwable failure) {
					tracer.spanBuilder("after").startSpan().end();
				}

			});
			return factory;
		}

		@Bean
		SqsMessageListenerContainerFactory<Object> interceptingLater(SqsAsyncClient client,
				ObservationRegistry observationRegistry, @Value("${observed}") boolean observed) {
			SqsMessageListenerContainerFactory<Object> factory = factory(client, observationRegistry, observed,
					AcknowledgementMode.ON_SUCCESS);
			factory.addMessageInterceptor(new AsyncMessageInterceptor<>() {

				@Override
				public CompletableFuture<Message<Object>> intercept(Message<Object> message) {
					return CompletableFuture.supplyAsync(
							() -> MessageBuilder.fromMessage(message).setHeader("seen", true).build(),
							CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
				}

			});
			return factory;
		}

		@Bean
		SqsMessageListenerContainer<Object> containerBean(SqsAsyncClient client, Tracer tracer,
				@Value("${queue.bean}") String queue) {
			return SqsMessageListenerContainer.builder()
				.sqsAsyncClient(client)
				.queueNames(queue)
				.configure((options) -> options.pollTimeout(Duration.ofSeconds(1)))
				.messageListener((message) -> tracer.spanBuilder("work on " + message.getPayload()).startSpan().end())
				.build();
		}

	}

}
