package dev.tracing.sample.orders;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * An order.
 *
 * @param id its number, or {@code null} as long as it is new
 * @param article what is ordered
 * @param quantity how many
 */
@Table("ORDERS")
record Order(@Id @Nullable Long id, String article, int quantity) {
}
