package dev.tracing.sample.shipping;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.support.converter.JacksonJsonMessageConverter;

/**
 * The service that sends out what was ordered.
 */
@SpringBootApplication(exclude = { DataSourceAutoConfiguration.class, DataJdbcRepositoriesAutoConfiguration.class })
public class ShippingApplication {

	@Bean
	JacksonJsonMessageConverter jsonMessageConverter() {
		return new JacksonJsonMessageConverter();
	}

}
