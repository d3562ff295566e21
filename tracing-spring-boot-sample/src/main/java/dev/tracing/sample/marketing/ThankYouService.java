package dev.tracing.sample.marketing;

import dev.tracing.SpanAttribute;
import dev.tracing.Traced;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Service;
import org.springframework.web.client.RestClient;

/**
 * Thanks for an order with an offer for more of the same.
 */
@Service
class ThankYouService {

	private static final Logger logger = LoggerFactory.getLogger(ThankYouService.class);

	private final RestClient offers;

	ThankYouService(RestClient offers) {
		this.offers = offers;
	}

	@Traced("thank")
	void thank(@SpanAttribute("order.id") long id, String article) {
		Offer offer = this.offers.get().uri("/offers/{article}", article).retrieve().body(Offer.class);
		logger.info("Thanked for order {} with {} % off the next {}", id, (offer != null) ? offer.discount() : 0,
				article);
	}

	/**
	 * What is on offer.
	 *
	 * @param discount the discount in percent
	 */
	record Offer(int discount) {
	}

}
