package dev.tracing.test;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Requirements of which one of several candidates has to meet all.
 */
final class Candidates {

	private Candidates() {
	}

	/**
	 * Tries the candidates until one meets the requirements. A single candidate may fail
	 * with its own assertion error, which says most.
	 * @return why each candidate failed, or {@code null} if one passed
	 */
	static <T> @Nullable String whyNoneMeets(List<T> candidates, Consumer<T> requirements) {
		if (candidates.size() == 1) {
			requirements.accept(candidates.get(0));
			return null;
		}
		StringBuilder reasons = new StringBuilder();
		for (int i = 0; i < candidates.size(); i++) {
			try {
				requirements.accept(candidates.get(i));
				return null;
			}
			catch (AssertionError ex) {
				reasons.append("\n  ").append(i + 1).append(". ").append(firstLine(ex));
			}
		}
		return reasons.toString();
	}

	private static String firstLine(AssertionError error) {
		return String.valueOf(error.getMessage()).strip().lines().findFirst().orElse("");
	}

}
