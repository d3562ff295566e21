package dev.tracing.sample;

import dev.tracing.sample.gateway.GatewayApplication;
import dev.tracing.sample.inventory.InventoryApplication;
import dev.tracing.sample.marketing.MarketingApplication;
import dev.tracing.sample.offers.OffersApplication;
import dev.tracing.sample.orders.OrdersApplication;
import dev.tracing.sample.shipping.ShippingApplication;

import org.springframework.boot.SpringApplication;

/**
 * Starts the services, sends a few requests, and prints the trace of each. Then the
 * services stay up for requests of your own.
 */
public final class SampleApplication {

	private SampleApplication() {
	}

	/**
	 * Start the sample.
	 * @param args options for all services, as in
	 * {@code --tracing.export.otlp.endpoint=http://localhost:4318/v1/traces}
	 */
	public static void main(String[] args) {
		TraceBoard board = new TraceBoard(System.out);
		Service inventory = Service.start(InventoryApplication.class, "inventory", board, args);
		Broker broker = Broker.start();
		SpringApplication.getShutdownHandlers().add(broker::close);
		String[] kafkaArgs = Service.with(args, "spring.kafka.bootstrap-servers", broker.address());
		Service.start(ShippingApplication.class, "shipping", board, kafkaArgs);
		Queues queues = Queues.start();
		SpringApplication.getShutdownHandlers().add(queues::close);
		Service orders = Service.start(OrdersApplication.class, "orders", board,
				Service.with(Service.with(kafkaArgs, "inventory.url", inventory.url()), "spring.cloud.aws.sqs.endpoint",
						queues.url()));
		Service offers = Service.start(OffersApplication.class, "offers", board,
				Service.with(args, "inventory.url", inventory.url()));
		Service.start(MarketingApplication.class, "marketing", board, Service
			.with(Service.with(args, "offers.url", offers.url()), "spring.cloud.aws.sqs.endpoint", queues.url()));
		Service gateway = Service.start(GatewayApplication.class, "gateway", board,
				Service.with(Service.with(args, "orders.url", orders.url()), "offers.url", offers.url()));
		new Visitor(gateway.url(), board, System.out).visit();
	}

}
