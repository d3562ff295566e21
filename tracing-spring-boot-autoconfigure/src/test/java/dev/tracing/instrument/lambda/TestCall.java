package dev.tracing.instrument.lambda;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;

/**
 * What Lambda tells about an invocation.
 */
class TestCall implements Context {

	static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:orders";

	private String arn = ARN;

	private String xRayHeader;

	private int remainingMillis = 60_000;

	TestCall arn(String arn) {
		this.arn = arn;
		return this;
	}

	TestCall xRay(String header) {
		this.xRayHeader = header;
		return this;
	}

	TestCall remainingMillis(int millis) {
		this.remainingMillis = millis;
		return this;
	}

	@Override
	public String getAwsRequestId() {
		return "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
	}

	@Override
	public String getFunctionName() {
		return "orders";
	}

	@Override
	public String getFunctionVersion() {
		return "7";
	}

	@Override
	public String getInvokedFunctionArn() {
		return this.arn;
	}

	@Override
	public int getRemainingTimeInMillis() {
		return this.remainingMillis;
	}

	@Override
	public String getXrayTraceId() {
		return this.xRayHeader;
	}

	@Override
	public int getMemoryLimitInMB() {
		return 512;
	}

	@Override
	public String getLogGroupName() {
		return null;
	}

	@Override
	public String getLogStreamName() {
		return null;
	}

	@Override
	public CognitoIdentity getIdentity() {
		return null;
	}

	@Override
	public ClientContext getClientContext() {
		return null;
	}

	@Override
	public LambdaLogger getLogger() {
		return null;
	}

}
