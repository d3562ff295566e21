package dev.tracing.benchmarks;

import dev.tracing.SpanAttribute;
import dev.tracing.Traced;

/**
 * A bean with a traced method.
 */
class TracedOrders {

	/**
	 * Place an order.
	 * @param id the order's id
	 * @return something that depends on it
	 */
	@Traced
	long place(@SpanAttribute("order.id") long id) {
		return id ^ 1;
	}

}
