package dev.tracing.sample.orders;

import org.springframework.data.repository.CrudRepository;

/**
 * Where orders are kept.
 */
interface OrderRepository extends CrudRepository<Order, Long> {

}
