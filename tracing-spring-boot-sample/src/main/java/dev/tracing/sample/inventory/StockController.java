package dev.tracing.sample.inventory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reserves articles. Nobody can reserve a unicorn.
 */
@RestController
class StockController {

	private static final Logger logger = LoggerFactory.getLogger(StockController.class);

	private final Map<String, Integer> stock = new ConcurrentHashMap<>(Map.of("teapot", 1000));

	@GetMapping("/stock/{article}")
	int count(@PathVariable String article) {
		return this.stock.getOrDefault(article, 0);
	}

	@PostMapping("/stock/{article}/reservations")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void reserve(@PathVariable String article, @RequestParam int quantity) {
		Integer left = this.stock.computeIfPresent(article, (key, available) -> available - quantity);
		if (left == null) {
			throw new IllegalStateException("There is no " + article + " and never was");
		}
		logger.info("Reserved {} {}, {} left", quantity, article, left);
	}

}
