package dev.tracing.instrument.sqs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/**
 * The queues of all tests in this JVM, on an ElasticMQ on the loopback interface.
 */
public final class TestQueues {

	private static final URI ENDPOINT = start();

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private TestQueues() {
	}

	private static URI start() {
		SQSRestServer server = SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();
		Runtime.getRuntime().addShutdownHook(new Thread(server::stopAndWait, "stop-queues"));
		return URI.create("http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort());
	}

	/**
	 * Return where the queues are.
	 * @return the endpoint of SQS
	 */
	public static URI endpoint() {
		return ENDPOINT;
	}

	/**
	 * Create a queue of its own for a test.
	 * @param name what its name starts with
	 * @return its URL
	 */
	public static String create(String name) {
		return create(name, Map.of());
	}

	/**
	 * Create a queue of its own for a test.
	 * @param name what its name starts with; one that ends in {@code .fifo} keeps the end
	 * @param attributes attributes of the queue, as SQS names them
	 * @return its URL
	 */
	public static String create(String name, Map<String, String> attributes) {
		String suffix = (name.endsWith(".fifo")) ? ".fifo" : "";
		String unique = name.substring(0, name.length() - suffix.length()) + "-"
				+ UUID.randomUUID().toString().substring(0, 8) + suffix;
		StringBuilder form = new StringBuilder("Action=CreateQueue&Version=2012-11-05&QueueName=").append(unique);
		int index = 0;
		for (Map.Entry<String, String> attribute : attributes.entrySet()) {
			index++;
			form.append("&Attribute.").append(index).append(".Name=").append(attribute.getKey());
			form.append("&Attribute.")
				.append(index)
				.append(".Value=")
				.append(URLEncoder.encode(attribute.getValue(), StandardCharsets.UTF_8));
		}
		post(form.toString());
		return ENDPOINT + "/000000000000/" + unique;
	}

	private static void post(String form) {
		try {
			HttpResponse<String> response = HTTP.send(HttpRequest.newBuilder(ENDPOINT)
				.header("Content-Type", "application/x-www-form-urlencoded")
				.POST(HttpRequest.BodyPublishers.ofString(form))
				.build(), HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new IllegalStateException(response.body());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the name of a queue.
	 * @param url its URL
	 * @return the last part
	 */
	public static String nameOf(String url) {
		return url.substring(url.lastIndexOf('/') + 1);
	}

}
