package dev.tracing.sample;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Somebody outside who sends the first requests.
 */
final class Visitor {

	private final HttpClient client = HttpClient.newHttpClient();

	private final String gateway;

	private final TraceBoard board;

	private final PrintStream out;

	private long requests;

	Visitor(String gateway, TraceBoard board, PrintStream out) {
		this.gateway = gateway;
		this.board = board;
		this.out = out;
	}

	void visit() {
		try {
			order("teapot", 2);
			get("/orders/1");
			get("/offers/teapot");
			order("unicorn", 1);
			sayGoodbye();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			this.out.println("The sample's own request failed: " + ex);
		}
	}

	private void order(String article, int quantity) throws IOException, InterruptedException {
		String body = "{\"article\":\"" + article + "\",\"quantity\":" + quantity + "}";
		send("POST /orders " + body,
				HttpRequest.newBuilder(URI.create(this.gateway + "/orders"))
					.header("Content-Type", "application/json")
					.POST(BodyPublishers.ofString(body))
					.build());
	}

	private void get(String path) throws IOException, InterruptedException {
		send("GET " + path, HttpRequest.newBuilder(URI.create(this.gateway + path)).build());
	}

	private void send(String description, HttpRequest request) throws IOException, InterruptedException {
		HttpResponse<String> response = this.client.send(request, BodyHandlers.ofString());
		this.out.println();
		this.out.println(">>> " + description + " -> " + response.statusCode() + " " + response.body());
		this.board.awaitPrinted(++this.requests);
	}

	private void sayGoodbye() {
		this.out.println();
		this.out.println("The services stay up. Send requests of your own and see their traces here, for example one");
		this.out.println("that continues a trace of yours (Ctrl-C ends the sample):");
		this.out.println();
		this.out.println("  curl -i " + this.gateway + "/orders/1 \\");
		this.out.println("    -H 'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'");
		this.out.println();
	}

}
