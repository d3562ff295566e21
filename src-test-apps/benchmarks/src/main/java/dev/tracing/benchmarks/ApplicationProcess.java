package dev.tracing.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.tracing.benchmarks.orders.OrderApplication;
import dev.tracing.benchmarks.orders.Usage;

/**
 * An {@link OrderApplication} in a process of its own.
 */
final class ApplicationProcess implements AutoCloseable {

	private static final int STOP_SECONDS = 10;

	private final Process process;

	private final BufferedReader answers;

	private final int port;

	private final Usage start;

	/**
	 * Start the application and wait until it is ready.
	 * @param variant who traces it
	 * @param probability share of new traces to record, 0 to 1
	 * @param endpoint where spans go, with OTLP over HTTP
	 * @throws IOException if it does not start
	 */
	ApplicationProcess(Variant variant, double probability, String endpoint) throws IOException {
		this.process = new ProcessBuilder(command(variant, probability, endpoint))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		this.answers = this.process.inputReader(StandardCharsets.UTF_8);
		String[] ready = answer().split(" ", 2);
		this.port = Integer.parseInt(ready[0]);
		this.start = Usage.parse(ready[1]);
	}

	private static List<String> command(Variant variant, double probability, String endpoint) {
		List<String> command = new ArrayList<>();
		Collections.addAll(command, Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms256m",
				"-Xmx256m", "-classpath", variant.classPath(), OrderApplication.class.getName(),
				"--spring.application.name=orders", "--spring.main.banner-mode=off", "--logging.level.root=warn",
				"--server.address=127.0.0.1", "--server.port=0", "--server.tomcat.max-keep-alive-requests=-1",
				"--by-hand.probability=" + probability, "--by-hand.endpoint=" + endpoint,
				"--tracing.sampling.probability=" + probability, "--tracing.sampling.traces-per-second=-1",
				"--tracing.export.otlp.endpoint=" + endpoint);
		command.addAll(variant.arguments());
		return command;
	}

	private String answer() throws IOException {
		for (String line = this.answers.readLine(); line != null; line = this.answers.readLine()) {
			if (line.startsWith(OrderApplication.ANSWER)) {
				return line.substring(OrderApplication.ANSWER.length());
			}
			System.err.println(line);
		}
		throw new IOException("The application ended before it answered");
	}

	int port() {
		return this.port;
	}

	/**
	 * Return what the process had used up when the application was ready.
	 * @return the usage
	 */
	Usage start() {
		return this.start;
	}

	/**
	 * Return what the process has used up.
	 * @return the usage until now
	 * @throws IOException if the process ended
	 */
	Usage usage() throws IOException {
		OutputStream questions = this.process.getOutputStream();
		questions.write('\n');
		questions.flush();
		return Usage.parse(answer());
	}

	/**
	 * Stop the application, which exports what is waiting, and wait until its process has
	 * ended.
	 */
	@Override
	public void close() throws IOException {
		this.process.getOutputStream().close();
		try {
			this.process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.process.destroyForcibly();
	}

}
