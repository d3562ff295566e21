package dev.tracing.instrument.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import dev.tracing.instrument.AttributeTarget;
import io.opentelemetry.api.common.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * What Lambda tells about an invocation. Tests of applications tell nothing, or little.
 */
final class FunctionCall {

	/**
	 * Where an ARN such as {@code arn:aws:lambda:eu-west-1:123456789012:function:orders}
	 * has the account, and where the version or alias that may follow.
	 */
	private static final int ACCOUNT = 4;

	private static final int QUALIFIER = 7;

	static final int UNLIMITED = Integer.MAX_VALUE;

	private final String defaultName;

	private final @Nullable Context lambda;

	private final boolean coldStart;

	FunctionCall(String defaultName, @Nullable Context lambda, boolean coldStart) {
		this.defaultName = defaultName;
		this.lambda = lambda;
		this.coldStart = coldStart;
	}

	String functionName() {
		String name = (this.lambda != null) ? this.lambda.getFunctionName() : null;
		return (name != null && !name.isEmpty()) ? name : this.defaultName;
	}

	/**
	 * Return how many milliseconds Lambda leaves the function.
	 */
	int remainingMillis() {
		return (this.lambda != null) ? this.lambda.getRemainingTimeInMillis() : UNLIMITED;
	}

	/**
	 * Return X-Ray's tracing header. Libraries before aws-lambda-java-core 1.4 have no
	 * such method.
	 */
	@Nullable String xRayHeader() {
		try {
			return (this.lambda != null) ? this.lambda.getXrayTraceId() : null;
		}
		catch (LinkageError ex) {
			return null;
		}
	}

	<T> void describe(String trigger, T target, AttributeTarget<T> attributes) {
		attributes.set(target, LambdaAttributes.TRIGGER, trigger);
		attributes.set(target, LambdaAttributes.COLD_START, this.coldStart);
		if (this.lambda == null) {
			return;
		}
		set(LambdaAttributes.INVOCATION_ID, this.lambda.getAwsRequestId(), target, attributes);
		String arn = this.lambda.getInvokedFunctionArn();
		if (arn != null) {
			attributes.set(target, LambdaAttributes.INVOKED_ARN, arn);
			attributes.set(target, LambdaAttributes.RESOURCE_ID, resource(arn, this.lambda.getFunctionVersion()));
			set(LambdaAttributes.ACCOUNT_ID, part(arn, ACCOUNT), target, attributes);
		}
	}

	private static <T> void set(AttributeKey<String> key, @Nullable String value, T target,
			AttributeTarget<T> attributes) {
		if (value != null && !value.isEmpty()) {
			attributes.set(target, key, value);
		}
	}

	/**
	 * One version of a function may be invoked by several aliases.
	 */
	private static String resource(String arn, @Nullable String version) {
		String qualifier = part(arn, QUALIFIER);
		return (qualifier != null && version != null) ? arn.substring(0, arn.length() - qualifier.length()) + version
				: arn;
	}

	private static @Nullable String part(String arn, int index) {
		int start = 0;
		for (int i = 0; i < index; i++) {
			start = arn.indexOf(':', start) + 1;
			if (start == 0) {
				return null;
			}
		}
		int end = arn.indexOf(':', start);
		return arn.substring(start, (end != -1) ? end : arn.length());
	}

}
