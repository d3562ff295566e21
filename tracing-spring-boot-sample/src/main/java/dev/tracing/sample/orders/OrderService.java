package dev.tracing.sample.orders;

import java.util.Optional;

import dev.tracing.SpanAttribute;
import dev.tracing.Traced;
import io.awspring.cloud.sqs.operations.SqsTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Service;
import org.springframework.web.client.RestTemplate;

/**
 * Places orders: each of its methods is a span. An order is not placed before its
 * messages are safe with the broker and in the queue.
 */
@Service
class OrderService {

	private static final Logger logger = LoggerFactory.getLogger(OrderService.class);

	private final OrderRepository orders;

	private final RestTemplate inventory;

	private final KafkaTemplate<String, Order> events;

	private final SqsTemplate queues;

	OrderService(OrderRepository orders, RestTemplate inventory, KafkaTemplate<String, Order> events,
			SqsTemplate queues) {
		this.orders = orders;
		this.inventory = inventory;
		this.events = events;
		this.queues = queues;
	}

	@Traced("place-order")
	Order place(@SpanAttribute("order.article") String article, @SpanAttribute("order.quantity") int quantity) {
		this.inventory.postForObject("/stock/{article}/reservations?quantity={quantity}", null, String.class, article,
				quantity);
		Order order = this.orders.save(new Order(null, article, quantity));
		logger.info("Placed order {} of {} {}", order.id(), quantity, article);
		this.events.send("orders", order).join();
		this.queues.send("placed-orders", order);
		return order;
	}

	@Traced("find-order")
	Optional<Order> find(@SpanAttribute("order.id") long id) {
		return this.orders.findById(id);
	}

}
