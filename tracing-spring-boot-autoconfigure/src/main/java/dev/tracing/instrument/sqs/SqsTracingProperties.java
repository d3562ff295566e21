package dev.tracing.instrument.sqs;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Properties of Amazon SQS.
 */
@ConfigurationProperties("tracing.sqs")
public class SqsTracingProperties {

	/**
	 * Whether messages that are sent and processed are traced.
	 */
	private boolean enabled = true;

	/**
	 * Queues whose messages are not traced, nor anything that listeners do with them:
	 * names or patterns with asterisks for any characters, such as 'internal-*'.
	 */
	private List<String> exclude = new ArrayList<>();

	/**
	 * Whether each message of a batch has a span of its own when it is sent. Without,
	 * they all carry the context of the sending.
	 */
	private boolean createSpans = true;

	/**
	 * Whether messages carry the trace context in AWSTraceHeader, too, which X-Ray and
	 * most tracers read and which costs no message attribute.
	 */
	private boolean awsTraceHeader = true;

	/**
	 * Whether messages carry the trace context in Datadog's attribute '_datadog', too.
	 */
	private boolean datadogAttribute = false;

	/**
	 * Maximum message size of the queues, if it is less than 256KB. No message is made
	 * larger than that by its trace context.
	 */
	private @Nullable DataSize maxMessageSize;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public List<String> getExclude() {
		return this.exclude;
	}

	public void setExclude(List<String> exclude) {
		this.exclude = exclude;
	}

	public boolean isCreateSpans() {
		return this.createSpans;
	}

	public void setCreateSpans(boolean createSpans) {
		this.createSpans = createSpans;
	}

	public boolean isAwsTraceHeader() {
		return this.awsTraceHeader;
	}

	public void setAwsTraceHeader(boolean awsTraceHeader) {
		this.awsTraceHeader = awsTraceHeader;
	}

	public boolean isDatadogAttribute() {
		return this.datadogAttribute;
	}

	public void setDatadogAttribute(boolean datadogAttribute) {
		this.datadogAttribute = datadogAttribute;
	}

	public @Nullable DataSize getMaxMessageSize() {
		return this.maxMessageSize;
	}

	public void setMaxMessageSize(@Nullable DataSize maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

}
