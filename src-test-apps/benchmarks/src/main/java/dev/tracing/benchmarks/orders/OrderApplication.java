package dev.tracing.benchmarks.orders;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * A small application in a process of its own. Tells its parent process, line by line on
 * the standard streams, its port and what it has used up; ends with its standard input.
 * It has a package of its own because Spring Boot scans that at each start.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class OrderApplication {

	/**
	 * What lines to the parent process start with.
	 */
	public static final String ANSWER = "@";

	/**
	 * Find an order.
	 * @param id its id
	 * @return its description
	 */
	@GetMapping("/orders/{id}")
	public String order(@PathVariable long id) {
		return "order " + id;
	}

	/**
	 * Run the application.
	 * @param arguments properties for Spring Boot
	 * @throws IOException if the parent process cannot be read from
	 */
	public static void main(String[] arguments) throws IOException {
		try (ConfigurableApplicationContext context = SpringApplication.run(OrderApplication.class, arguments)) {
			Usage start = Usage.now();
			answer(context.getEnvironment().getRequiredProperty("local.server.port") + " " + start);
			BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
			while (questions.readLine() != null) {
				answer(Usage.now().toString());
			}
		}
	}

	private static void answer(String text) {
		System.out.println(ANSWER + text);
	}

}
