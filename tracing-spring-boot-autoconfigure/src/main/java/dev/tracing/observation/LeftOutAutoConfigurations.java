package dev.tracing.observation;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The auto-configurations that {@link UnheardObservationsImportFilter} left out of an
 * application, which remembers them as a bean.
 */
final class LeftOutAutoConfigurations {

	private static final String BEAN_NAME = "tracingLeftOutAutoConfigurations";

	private final Set<String> names = new TreeSet<>();

	private LeftOutAutoConfigurations() {
	}

	/**
	 * Return those of an application.
	 * @param beanFactory the application's
	 * @return what was left out so far
	 */
	static LeftOutAutoConfigurations of(ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory.getSingleton(BEAN_NAME) instanceof LeftOutAutoConfigurations known) {
			return known;
		}
		LeftOutAutoConfigurations none = new LeftOutAutoConfigurations();
		beanFactory.registerSingleton(BEAN_NAME, none);
		return none;
	}

	/**
	 * Remember one.
	 * @param name name of the class
	 */
	void add(String name) {
		this.names.add(name);
	}

	/**
	 * Return their names.
	 * @return names of classes, in the order in which they are to be brought back
	 */
	List<String> names() {
		return List.copyOf(this.names);
	}

}
