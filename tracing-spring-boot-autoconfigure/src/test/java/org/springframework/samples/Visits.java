package org.springframework.samples;

import dev.tracing.Traced;

/**
 * A bean of an application that lives in a package of Spring.
 */
public class Visits {

	@Traced
	public void visit() {
	}

}
