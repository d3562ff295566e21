package org.springframework.part;

import dev.tracing.Traced;

/**
 * A bean of Spring, which has no {@code @Traced} to find.
 */
public class TracedPart {

	@Traced
	public void work() {
	}

}
