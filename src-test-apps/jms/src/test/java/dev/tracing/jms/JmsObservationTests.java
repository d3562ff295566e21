package dev.tracing.jms;

import java.util.concurrent.atomic.AtomicInteger;

import dev.tracing.Traced;
import dev.tracing.test.Trace;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingTest;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.core.JmsClient;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that messages through a real broker stay in the trace by the observations of
 * Spring's JMS support alone.
 */
@TracingTest
@SpringBootTest(properties = "logging.level.org.apache.activemq=error")
class JmsObservationTests {

	@Autowired
	private Shop shop;

	@Autowired
	private MeterRegistry meterRegistry;

	@Test
	void aMessageIsReceivedInTheTraceOfItsSender(TraceRecorder recorder) {
		this.shop.order("book");
		assertThat(recorder.awaitTrace((trace) -> trace.find("Warehouse.pick").isPresent())).hasTree("""
				Shop.order
				  orders publish [PRODUCER]
				    orders process [CONSUMER]
				      Warehouse.pick
				""").hasSpan("orders process", (span) -> span.hasNoError());
		assertThat(this.meterRegistry.get("jms.message.publish").timer().count()).isPositive();
	}

	@Test
	void eachDeliveryIsASpanInTheTraceOfTheSender(TraceRecorder recorder) {
		this.shop.order(Warehouse.SCARCE);
		Trace trace = recorder.awaitTrace((candidate) -> candidate.spans("Warehouse.pick").size() == 2);
		assertThat(trace).hasTree("""
				Shop.order
				  orders publish [PRODUCER]
				    orders process [CONSUMER]
				      Warehouse.pick
				    orders process [CONSUMER]
				      Warehouse.pick
				""");
		assertThat(trace.spans("Warehouse.pick").get(0)).hasException(IllegalStateException.class, "sold out");
		assertThat(trace.spans("Warehouse.pick").get(1)).hasNoError();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		@Bean(initMethod = "start", destroyMethod = "stop")
		EmbeddedActiveMQ broker() throws Exception {
			return new EmbeddedActiveMQ().setConfiguration(new ConfigurationImpl().setPersistenceEnabled(false)
				.setSecurityEnabled(false)
				.setJMXManagementEnabled(false)
				.addAcceptorConfiguration("in-vm", "vm://0"));
		}

		@Bean(destroyMethod = "close")
		@DependsOn("broker")
		ActiveMQConnectionFactory connectionFactory() {
			return new ActiveMQConnectionFactory("vm://0");
		}

		@Bean
		Shop shop(JmsClient jmsClient) {
			return new Shop(jmsClient);
		}

		@Bean
		Warehouse warehouse() {
			return new Warehouse();
		}

		@Bean
		OrderListener orderListener(Warehouse warehouse) {
			return new OrderListener(warehouse);
		}

	}

	static class Shop {

		private final JmsClient jmsClient;

		Shop(JmsClient jmsClient) {
			this.jmsClient = jmsClient;
		}

		@Traced
		void order(String item) {
			this.jmsClient.destination("orders").send(item);
		}

	}

	static class OrderListener {

		private final Warehouse warehouse;

		OrderListener(Warehouse warehouse) {
			this.warehouse = warehouse;
		}

		@JmsListener(destination = "orders")
		void receive(String item) {
			this.warehouse.pick(item);
		}

	}

	static class Warehouse {

		static final String SCARCE = "scarce";

		private final AtomicInteger scarcePicks = new AtomicInteger();

		@Traced
		void pick(String item) {
			if (SCARCE.equals(item) && this.scarcePicks.incrementAndGet() == 1) {
				throw new IllegalStateException("sold out");
			}
		}

	}

}
