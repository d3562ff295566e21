package dev.tracing.sample.marketing;

import io.awspring.cloud.sqs.annotation.SqsListener;

import org.springframework.stereotype.Component;

/**
 * Hears of orders through a queue, each in the trace of the request that placed it.
 */
@Component
class OrderListener {

	private final ThankYouService thanks;

	OrderListener(ThankYouService thanks) {
		this.thanks = thanks;
	}

	@SqsListener("placed-orders")
	void orderPlaced(OrderEvent event) {
		this.thanks.thank(event.id(), event.article());
	}

	/**
	 * What marketing has to know of an order.
	 *
	 * @param id the number of the order
	 * @param article what was ordered
	 */
	record OrderEvent(long id, String article) {
	}

}
