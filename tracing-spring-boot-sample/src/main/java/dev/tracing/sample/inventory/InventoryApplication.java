package dev.tracing.sample.inventory;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;

/**
 * The service that knows what is in stock.
 */
@SpringBootApplication(exclude = { DataSourceAutoConfiguration.class, DataJdbcRepositoriesAutoConfiguration.class })
public class InventoryApplication {

}
