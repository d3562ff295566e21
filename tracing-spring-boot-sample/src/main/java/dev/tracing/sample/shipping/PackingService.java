package dev.tracing.sample.shipping;

import dev.tracing.SpanAttribute;
import dev.tracing.Traced;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Service;

/**
 * Packs what was ordered.
 */
@Service
class PackingService {

	private static final Logger logger = LoggerFactory.getLogger(PackingService.class);

	@Traced("pack")
	void pack(@SpanAttribute("order.id") long id, String article, int quantity) {
		logger.info("Packed {} {} for order {}", quantity, article, id);
	}

}
