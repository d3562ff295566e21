package dev.tracing.sample.offers;

import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers requests for offers.
 */
@RestController
class OfferController {

	private final OfferService offers;

	OfferController(OfferService offers) {
		this.offers = offers;
	}

	@GetMapping("/offers/{article}")
	Mono<Offer> find(@PathVariable String article) {
		return this.offers.make(article);
	}

}
