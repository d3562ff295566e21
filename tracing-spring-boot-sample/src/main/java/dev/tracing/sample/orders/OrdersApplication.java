package dev.tracing.sample.orders;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestTemplate;

/**
 * The service that takes orders.
 */
@SpringBootApplication
public class OrdersApplication {

	@Bean
	RestTemplate inventory(RestTemplateBuilder builder, @Value("${inventory.url}") String url) {
		return builder.baseUri(url).build();
	}

}
