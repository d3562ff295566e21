package dev.tracing.instrument.annotation;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link InvalidTracedMethodException}: which method of which bean, why it
 * cannot be traced and what to do.
 */
class InvalidTracedMethodFailureAnalyzer extends AbstractFailureAnalyzer<InvalidTracedMethodException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidTracedMethodException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getFix(), cause);
	}

}
