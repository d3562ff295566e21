package org.springframework.samples;

import java.lang.reflect.Proxy;

import dev.tracing.Traced;

import org.springframework.stereotype.Service;

/**
 * Beans that the starter has to tell from those of Spring.
 */
public final class Visits {

	private Visits() {
	}

	/**
	 * Make what a data repository is.
	 * @return a proxy whose interface, and so its class, is in this package
	 */
	public static Runnable repository() {
		return (Runnable) Proxy.newProxyInstance(Visits.class.getClassLoader(), new Class<?>[] { Repository.class },
				(proxy, method, arguments) -> null);
	}

	@Service
	public static class Component {

		@Traced
		public void visit() {
		}

	}

	public static class Part {

		@Traced
		public void visit() {
		}

	}

	interface Repository extends Runnable {

		@Traced
		@Override
		void run();

	}

}
