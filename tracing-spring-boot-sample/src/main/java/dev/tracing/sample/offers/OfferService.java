package dev.tracing.sample.offers;

import dev.tracing.SpanAttribute;
import dev.tracing.Traced;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.stereotype.Service;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Makes offers of what there is plenty of. The span of a method that returns a
 * {@code Mono} begins when that is subscribed to and ends with it, on whatever thread.
 */
@Service
class OfferService {

	private static final Logger logger = LoggerFactory.getLogger(OfferService.class);

	private static final int PLENTY = 100;

	private final WebClient inventory;

	OfferService(WebClient inventory) {
		this.inventory = inventory;
	}

	@Traced("make-offer")
	Mono<Offer> make(@SpanAttribute("offer.article") String article) {
		return this.inventory.get()
			.uri("/stock/{article}", article)
			.retrieve()
			.bodyToMono(Integer.class)
			.publishOn(Schedulers.boundedElastic())
			.map((available) -> {
				Offer offer = new Offer(article, available, (available > PLENTY) ? 20 : 0);
				logger.info("Offering {} with {} % off", article, offer.discount());
				return offer;
			});
	}

}
