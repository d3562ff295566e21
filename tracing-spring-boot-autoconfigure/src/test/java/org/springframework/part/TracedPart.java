package org.springframework.part;

import dev.tracing.Traced;

/**
 * What no bean of Spring has, so that nobody looks for it: a traced method.
 */
public class TracedPart {

	@Traced
	public void work() {
	}

}
