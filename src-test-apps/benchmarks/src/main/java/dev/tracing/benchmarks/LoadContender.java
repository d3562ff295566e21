package dev.tracing.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.tracing.benchmarks.orders.Usage;

/**
 * One launch of an application under load, the backend its spans go to, and what it used
 * up so far.
 */
final class LoadContender implements AutoCloseable {

	private static final int CONNECTIONS = 2;

	private final Variant variant;

	private final SpanSink sink;

	private final ApplicationProcess application;

	private final List<LoadClient> clients = new ArrayList<>();

	private final List<Cost> rounds = new ArrayList<>();

	private long requests;

	/**
	 * Start an application.
	 * @param variant who traces it
	 * @param probability share of new traces to record, 0 to 1
	 * @throws IOException if it does not start
	 */
	LoadContender(Variant variant, double probability) throws IOException {
		this.variant = variant;
		this.sink = new SpanSink();
		this.application = new ApplicationProcess(variant, probability, this.sink.endpoint());
		for (int i = 0; i < CONNECTIONS; i++) {
			this.clients.add(new LoadClient(this.application.port()));
		}
	}

	/**
	 * Send requests on all connections at once, and wait for the answers.
	 * @param requests how many
	 * @param counts whether to remember what they cost
	 * @throws IOException if one is not answered
	 */
	void serve(int requests, boolean counts) throws IOException {
		Usage before = this.application.usage();
		CompletableFuture<?>[] connections = this.clients.stream()
			.map((client) -> CompletableFuture.runAsync(() -> send(client, requests / CONNECTIONS)))
			.toArray(CompletableFuture<?>[]::new);
		try {
			CompletableFuture.allOf(connections).join();
		}
		catch (CompletionException ex) {
			throw new IOException(this.variant + " does not serve", ex);
		}
		Usage used = this.application.usage().minus(before);
		this.requests += requests;
		if (counts) {
			this.rounds.add(new Cost(used.cpuNanos() / 1000.0 / requests, (double) used.allocatedBytes() / requests));
		}
	}

	private static void send(LoadClient client, int requests) {
		try {
			client.send(requests);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Add what the launches of a contender cost in all rounds.
	 * @param table the table to add to
	 * @param launches the launches, at least one
	 */
	static void addTo(CostTable table, List<LoadContender> launches) {
		List<Cost> rounds = launches.stream().flatMap((launch) -> launch.rounds.stream()).toList();
		table.add(launches.get(0).variant, Rounds.median(rounds, Cost::micros), Rounds.median(rounds, Cost::bytes));
	}

	/**
	 * Return how many spans arrived at the backend. Complete after the contender is
	 * closed, for its application exports the last ones when it stops.
	 * @return the number of spans for each request
	 */
	double spansPerRequest() {
		return (double) this.sink.spans() / this.requests;
	}

	@Override
	public void close() throws IOException {
		for (LoadClient client : this.clients) {
			client.close();
		}
		this.application.close();
		this.sink.close();
	}

	/**
	 * What a request cost in one round.
	 *
	 * @param micros CPU time in microseconds
	 * @param bytes allocated bytes
	 */
	private record Cost(double micros, double bytes) {
	}

}
