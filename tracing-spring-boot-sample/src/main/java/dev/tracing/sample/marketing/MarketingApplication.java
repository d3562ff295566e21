package dev.tracing.sample.marketing;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

/**
 * The service that thanks for orders.
 */
@SpringBootApplication(exclude = { DataSourceAutoConfiguration.class, DataJdbcRepositoriesAutoConfiguration.class })
public class MarketingApplication {

	@Bean
	RestClient offers(RestClient.Builder builder, @Value("${offers.url}") String url) {
		return builder.baseUrl(url).build();
	}

}
