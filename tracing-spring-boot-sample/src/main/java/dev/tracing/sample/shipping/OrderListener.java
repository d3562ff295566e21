package dev.tracing.sample.shipping;

import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Hears of orders, each in the trace of the request that placed it, though that does not
 * wait.
 */
@Component
class OrderListener {

	private final PackingService packing;

	OrderListener(PackingService packing) {
		this.packing = packing;
	}

	@KafkaListener(topics = "orders")
	void orderPlaced(OrderEvent event) {
		this.packing.pack(event.id(), event.article(), event.quantity());
	}

	/**
	 * What shipping has to know of an order.
	 *
	 * @param id the number of the order
	 * @param article what was ordered
	 * @param quantity how many
	 */
	record OrderEvent(long id, String article, int quantity) {
	}

}
