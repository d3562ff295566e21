package dev.tracing.instrument.lambda;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Attributes of invocations, after the OpenTelemetry semantic conventions ("FaaS spans",
 * "AWS Lambda", version 1.44).
 */
final class LambdaAttributes {

	static final AttributeKey<String> TRIGGER = AttributeKey.stringKey("faas.trigger");

	static final AttributeKey<String> INVOCATION_ID = AttributeKey.stringKey("faas.invocation_id");

	static final AttributeKey<Boolean> COLD_START = AttributeKey.booleanKey("faas.coldstart");

	static final AttributeKey<String> RESOURCE_ID = AttributeKey.stringKey("cloud.resource_id");

	static final AttributeKey<String> ACCOUNT_ID = AttributeKey.stringKey("cloud.account.id");

	static final AttributeKey<String> INVOKED_ARN = AttributeKey.stringKey("aws.lambda.invoked_arn");

	private LambdaAttributes() {
	}

}
