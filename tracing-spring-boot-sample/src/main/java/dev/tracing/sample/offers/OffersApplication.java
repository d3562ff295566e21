package dev.tracing.sample.offers;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The service that makes offers.
 */
@SpringBootApplication(exclude = { DataSourceAutoConfiguration.class, DataJdbcRepositoriesAutoConfiguration.class })
public class OffersApplication {

	@Bean
	WebClient inventory(WebClient.Builder builder, @Value("${inventory.url}") String url) {
		return builder.baseUrl(url).build();
	}

}
