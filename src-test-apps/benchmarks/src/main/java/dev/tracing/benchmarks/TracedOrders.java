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
	 * @return what became of it
	 */
	@Traced
	String place(@SpanAttribute("order.id") long id) {
		return (id < 0) ? "rejected" : "placed";
	}

}
