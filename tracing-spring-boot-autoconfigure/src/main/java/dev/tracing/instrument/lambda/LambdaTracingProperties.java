package dev.tracing.instrument.lambda;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of AWS Lambda.
 */
@ConfigurationProperties("tracing.lambda")
public class LambdaTracingProperties {

	/**
	 * Whether invocations of functions are traced.
	 */
	private boolean enabled = true;

	/**
	 * What becomes of the trace context that AWS X-Ray gives to an invocation.
	 */
	private XRayUse xray = XRayUse.LINK;

	/**
	 * How long an invocation waits at most for its spans to be exported, before its
	 * response is returned.
	 */
	private Duration flushTimeout = Duration.ofSeconds(1);

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public XRayUse getXray() {
		return this.xray;
	}

	public void setXray(XRayUse xray) {
		this.xray = xray;
	}

	public Duration getFlushTimeout() {
		return this.flushTimeout;
	}

	public void setFlushTimeout(Duration flushTimeout) {
		this.flushTimeout = flushTimeout;
	}

}
