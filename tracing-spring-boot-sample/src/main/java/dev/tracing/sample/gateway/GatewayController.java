package dev.tracing.sample.gateway;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;

/**
 * Passes orders on.
 */
@RestController
class GatewayController {

	private static final Logger logger = LoggerFactory.getLogger(GatewayController.class);

	private final RestClient orders;

	private final RestClient offers;

	GatewayController(RestClient orders, RestClient offers) {
		this.orders = orders;
		this.offers = offers;
	}

	@PostMapping("/orders")
	ResponseEntity<String> place(@RequestBody String order) {
		return passOn(this.orders.post()
			.uri("/orders")
			.contentType(MediaType.APPLICATION_JSON)
			.body(order)
			.retrieve()
			.toEntity(String.class));
	}

	@GetMapping("/orders/{id}")
	ResponseEntity<String> find(@PathVariable long id) {
		return passOn(this.orders.get().uri("/orders/{id}", id).retrieve().toEntity(String.class));
	}

	@GetMapping("/offers/{article}")
	ResponseEntity<String> offer(@PathVariable String article) {
		return passOn(this.offers.get().uri("/offers/{article}", article).retrieve().toEntity(String.class));
	}

	/**
	 * Headers such as {@code Transfer-Encoding} are for one connection only.
	 */
	private static ResponseEntity<String> passOn(ResponseEntity<String> answer) {
		return ResponseEntity.status(answer.getStatusCode())
			.contentType(MediaType.APPLICATION_JSON)
			.body(answer.getBody());
	}

	@ExceptionHandler
	ResponseEntity<String> serviceFailed(RestClientResponseException ex) {
		logger.warn("A service answered {}", ex.getStatusCode());
		return ResponseEntity.status(ex.getStatusCode())
			.contentType(MediaType.APPLICATION_JSON)
			.body(ex.getResponseBodyAsString());
	}

}
