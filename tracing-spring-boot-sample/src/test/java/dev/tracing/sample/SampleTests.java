package dev.tracing.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import dev.tracing.sample.gateway.GatewayApplication;
import dev.tracing.sample.inventory.InventoryApplication;
import dev.tracing.sample.marketing.MarketingApplication;
import dev.tracing.sample.offers.OffersApplication;
import dev.tracing.sample.orders.OrdersApplication;
import dev.tracing.sample.shipping.ShippingApplication;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.common.AttributeKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that one request to the sample is one trace through all of its services.
 */
class SampleTests {

	@RegisterExtension
	static final TracingExtension tracing = TracingExtension.create();

	private static final String ANY_PORT = "--server.port=0";

	private static final AttributeKey<Long> QUEUE_TIME = AttributeKey.longKey("tracing.messaging.queue_time_ms");

	private static final HttpClient client = HttpClient.newHttpClient();

	private static Service inventory;

	private static Broker broker;

	private static Queues queues;

	private static Service shipping;

	private static Service marketing;

	private static Service orders;

	private static Service offers;

	private static Service gateway;

	@BeforeAll
	static void startServices() {
		TraceRecorder recorder = tracing.recorder();
		inventory = Service.start(InventoryApplication.class, "inventory", recorder, ANY_PORT);
		broker = Broker.start();
		String kafka = "--spring.kafka.bootstrap-servers=" + broker.address();
		shipping = Service.start(ShippingApplication.class, "shipping", recorder, kafka);
		queues = Queues.start();
		String sqs = "--spring.cloud.aws.sqs.endpoint=" + queues.url();
		orders = Service.start(OrdersApplication.class, "orders", recorder, ANY_PORT, kafka, sqs,
				"--inventory.url=" + inventory.url());
		offers = Service.start(OffersApplication.class, "offers", recorder, ANY_PORT,
				"--inventory.url=" + inventory.url());
		marketing = Service.start(MarketingApplication.class, "marketing", recorder, sqs,
				"--offers.url=" + offers.url());
		gateway = Service.start(GatewayApplication.class, "gateway", recorder, ANY_PORT, "--orders.url=" + orders.url(),
				"--offers.url=" + offers.url());
	}

	@AfterAll
	static void stopServices() {
		gateway.close();
		marketing.close();
		offers.close();
		orders.close();
		shipping.close();
		queues.close();
		broker.close();
		inventory.close();
	}

	@Test
	void orderIsOneTraceThroughAllServices(TraceRecorder recorder) throws Exception {
		HttpResponse<String> response = order("teapot");
		assertThat(response.statusCode()).isEqualTo(201);
		recorder.awaitSpans(17);
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasNoErrors()
			.hasTree("""
					POST /orders [SERVER]
					  POST [CLIENT]
					    POST /orders [SERVER]
					      place-order
					        POST [CLIENT]
					          POST /stock/{article}/reservations [SERVER]
					        send orders [PRODUCER]
					          process orders [CONSUMER]
					            pack
					        send placed-orders [PRODUCER]
					          process placed-orders [CONSUMER]
					            thank
					              GET [CLIENT]
					                GET /offers/{article} [SERVER]
					                  make-offer
					                    GET [CLIENT]
					                      GET /stock/{article} [SERVER]
					""")
			.hasServices("gateway", "orders", "inventory", "shipping", "marketing", "offers")
			.hasSpan("process placed-orders",
					(span) -> span.hasService("marketing")
						.hasAttributeSatisfying(QUEUE_TIME, (millis) -> assertThat(millis).isNotNegative()))
			.hasSpan("process orders", (span) -> span.hasService("shipping")
				.hasAttributeSatisfying(QUEUE_TIME, (millis) -> assertThat(millis).isNotNegative())));
	}

	@Test
	void offerIsOneTraceThroughAReactiveService(TraceRecorder recorder) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/offers/teapot")).build();
		assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasNoErrors().hasTree("""
				GET /offers/{article} [SERVER]
				  GET [CLIENT]
				    GET /offers/{article} [SERVER]
				      make-offer
				        GET [CLIENT]
				          GET /stock/{article} [SERVER]
				"""));
	}

	@Test
	void failureShowsWhereItHappened(TraceRecorder recorder) throws Exception {
		assertThat(order("unicorn").statusCode()).isEqualTo(500);
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasSpan("POST /stock/{article}/reservations",
				(span) -> span.hasException(IllegalStateException.class)));
	}

	@Test
	void continuesTheTraceOfTheCaller(TraceRecorder recorder) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/orders/1"))
			.header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
			.build();
		client.send(request, BodyHandlers.ofString());
		assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("GET /orders/{id}",
				(root) -> root.continues("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7")));
	}

	private static HttpResponse<String> order(String article) throws Exception {
		return client.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/orders"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"article\":\"" + article + "\",\"quantity\":1}"))
			.build(), BodyHandlers.ofString());
	}

}
