package dev.tracing.benchmarks;

import java.net.URI;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Sends requests with WebClient, without a network.
 */
final class WebClientExchange {

	private static final ClientResponse RESPONSE = ClientResponse.create(HttpStatus.OK).build();

	private final URI uri = URI.create("http://inventory.example:8081/items/4711?expand=stock");

	private final WebClient client;

	/**
	 * Create an exchange.
	 * @param builder makes the client
	 */
	WebClientExchange(WebClient.Builder builder) {
		this.client = builder.exchangeFunction(WebClientExchange::answer).build();
	}

	private static Mono<ClientResponse> answer(ClientRequest request) {
		return Mono.just(RESPONSE);
	}

	/**
	 * Send requests one after the other.
	 * @param requests how many
	 * @return the sum of the status codes, for the compiler to see that someone cares
	 */
	int call(int requests) {
		int sum = 0;
		for (int i = 0; i < requests; i++) {
			Integer status = this.client.get()
				.uri(this.uri)
				.exchangeToMono((response) -> Mono.just(response.statusCode().value()))
				.block();
			sum += (status != null) ? status : 0;
		}
		return sum;
	}

}
