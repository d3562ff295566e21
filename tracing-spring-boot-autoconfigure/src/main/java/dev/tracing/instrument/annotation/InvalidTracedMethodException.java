package dev.tracing.instrument.annotation;

/**
 * Stops the creation of a bean because of an annotation that makes no sense.
 */
final class InvalidTracedMethodException extends RuntimeException {

	private final String fix;

	/**
	 * Create an exception.
	 * @param method the method, as in "com.acme.OrderService.place(Order)"
	 * @param reason why it cannot be traced, as a clause that follows "because"
	 * @param fix what to do, as a sentence
	 */
	InvalidTracedMethodException(String method, String reason, String fix) {
		super("@Traced method " + method + " is invalid because " + reason + ".");
		this.fix = fix;
	}

	String getFix() {
		return this.fix;
	}

}
