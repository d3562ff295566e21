package dev.tracing.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Runs code on the class path of the tests less some of its jars, as in an application
 * that does not have them.
 */
final class TrimmedClassPath {

	private final List<String> without;

	private TrimmedClassPath(List<String> without) {
		this.without = without;
	}

	/**
	 * Leave out jars.
	 * @param artifacts artifact ids, which are followed by a version in the jars' names
	 * @return the class path without them
	 */
	static TrimmedClassPath without(String... artifacts) {
		return new TrimmedClassPath(List.of(artifacts));
	}

	TrimmedClassPath andWithout(String... artifacts) {
		List<String> all = new ArrayList<>(this.without);
		all.addAll(Arrays.asList(artifacts));
		return new TrimmedClassPath(all);
	}

	/**
	 * Load a class from this class path and call it.
	 * @param type a class with a public constructor without parameters
	 * @throws Exception what the call throws
	 */
	void call(Class<? extends Callable<?>> type) throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader contextClassLoader = thread.getContextClassLoader();
		try (URLClassLoader classLoader = new URLClassLoader(urls(), ClassLoader.getPlatformClassLoader())) {
			thread.setContextClassLoader(classLoader);
			((Callable<?>) classLoader.loadClass(type.getName()).getConstructor().newInstance()).call();
		}
		finally {
			thread.setContextClassLoader(contextClassLoader);
		}
	}

	private URL[] urls() throws IOException {
		List<URL> urls = new ArrayList<>();
		Set<String> unknown = new HashSet<>(this.without);
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			Path path = Path.of(entry);
			if (!unknown.removeIf((artifact) -> isJarOf(artifact, path))) {
				urls.add(path.toUri().toURL());
			}
		}
		if (!unknown.isEmpty()) {
			throw new IllegalStateException("Not on the class path: " + unknown);
		}
		return urls.toArray(URL[]::new);
	}

	private static boolean isJarOf(String artifact, Path path) {
		String fileName = path.getFileName().toString();
		return fileName.startsWith(artifact + "-") && Character.isDigit(fileName.charAt(artifact.length() + 1));
	}

}
