package dev.tracing.lambda;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;

/**
 * A JVM that runs a function as Lambda does: with Amazon's own runtime.
 */
final class FunctionProcess implements AutoCloseable {

	private static final String NATIVE_PROPERTY = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

	private static final Path NATIVE_LIBRARY = unpackNativeLibrary();

	private final RuntimeApi api;

	private final Process process;

	private FunctionProcess(RuntimeApi api, Process process) {
		this.api = api;
		this.process = process;
	}

	/**
	 * Start a JVM.
	 * @param handler name of the class that Lambda calls
	 * @param receiver gets the spans
	 * @param variables additions to the environment
	 */
	static FunctionProcess start(String handler, SpanReceiver receiver, Map<String, String> variables) {
		return start(handler, receiver, variables, (entry) -> true);
	}

	/**
	 * Start a JVM.
	 * @param handler name of the class that Lambda calls
	 * @param receiver gets the spans
	 * @param variables additions to the environment
	 * @param entries which entries of this JVM's class path it has, too
	 */
	static FunctionProcess start(String handler, SpanReceiver receiver, Map<String, String> variables,
			Predicate<String> entries) {
		RuntimeApi api = new RuntimeApi(receiver);
		String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter(entries)
			.collect(Collectors.joining(File.pathSeparator));
		ProcessBuilder builder = new ProcessBuilder(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-Xmx256m", "-D" + NATIVE_PROPERTY + "=" + NATIVE_LIBRARY, "-cp", classPath,
						AWSLambda.class.getName(), handler));
		builder.environment()
			.putAll(Map.of("AWS_LAMBDA_RUNTIME_API", api.address(), "AWS_LAMBDA_FUNCTION_NAME", "orders",
					"AWS_LAMBDA_FUNCTION_VERSION", "7", "AWS_REGION", "eu-west-1", "TRACING_EXPORT_OTLP_ENDPOINT",
					receiver.endpoint(), "TRACING_EXPORT_DELAY", "1h", "TRACING_LAMBDA_FLUSH_TIMEOUT", "20s",
					"SPRING_MAIN_BANNER_MODE", "off"));
		builder.environment().putAll(variables);
		try {
			Path log = Files.createTempFile(Path.of("target"), handler, ".log");
			Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
			process.onExit().thenRun(() -> api.fail("The function ended, see " + log));
			return new FunctionProcess(api, process);
		}
		catch (IOException ex) {
			api.close();
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * By itself each JVM would unpack the library to the same place, under the feet of
	 * another one.
	 */
	private static Path unpackNativeLibrary() {
		String name = "/jni/libaws-lambda-jni.linux-"
				+ (("aarch64".equals(System.getProperty("os.arch"))) ? "aarch_64" : "x86_64") + ".so";
		try (InputStream library = AWSLambda.class.getResourceAsStream(name)) {
			Path path = Path.of("target", "aws-lambda-jni.so").toAbsolutePath();
			Files.copy(library, path, StandardCopyOption.REPLACE_EXISTING);
			return path;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	RuntimeApi api() {
		return this.api;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		this.api.close();
	}

}
