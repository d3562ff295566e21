package dev.tracing.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.tracing.propagation.PropagationFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the tracing engine.
 */
@ConfigurationProperties("tracing")
public class TracingProperties {

	/**
	 * Whether to trace.
	 */
	private boolean enabled = true;

	/**
	 * What to do when a foreign tracing agent (OpenTelemetry or Datadog) is on the JVM.
	 */
	private Agent agent = Agent.AUTO;

	/**
	 * Whether to register the OpenTelemetry instance of this application as the JVM's
	 * global one.
	 */
	private boolean registerGlobal = false;

	private final Service service = new Service();

	private final Sampling sampling = new Sampling();

	private final Propagation propagation = new Propagation();

	private final Export export = new Export();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Agent getAgent() {
		return this.agent;
	}

	public void setAgent(Agent agent) {
		this.agent = agent;
	}

	public boolean isRegisterGlobal() {
		return this.registerGlobal;
	}

	public void setRegisterGlobal(boolean registerGlobal) {
		this.registerGlobal = registerGlobal;
	}

	public Service getService() {
		return this.service;
	}

	public Sampling getSampling() {
		return this.sampling;
	}

	public Propagation getPropagation() {
		return this.propagation;
	}

	public Export getExport() {
		return this.export;
	}

	/**
	 * What to do beside a foreign agent.
	 */
	public enum Agent {

		/**
		 * Step back: the agent instruments, annotations and injected tracers use it.
		 */
		AUTO,

		/**
		 * Behave as if there were no agent.
		 */
		IGNORE

	}

	/**
	 * How the application describes itself in its spans' resource.
	 */
	public static class Service {

		/**
		 * Name of the service. Without it OTEL_SERVICE_NAME is used, then
		 * spring.application.name, then the name of the function on AWS Lambda.
		 */
		private @Nullable String name;

		/**
		 * Namespace of the service, as in a product or team.
		 */
		private @Nullable String namespace;

		/**
		 * Version of the service. Without it the version of the build information is
		 * used, when there is one.
		 */
		private @Nullable String version;

		/**
		 * Deployment environment, as in "production".
		 */
		private @Nullable String environment;

		/**
		 * Id of this instance, unique within the service. Without it a random one is
		 * used.
		 */
		private @Nullable String instanceId;

		/**
		 * Further resource attributes.
		 */
		private Map<String, String> attributes = new LinkedHashMap<>();

		public @Nullable String getName() {
			return this.name;
		}

		public void setName(@Nullable String name) {
			this.name = name;
		}

		public @Nullable String getNamespace() {
			return this.namespace;
		}

		public void setNamespace(@Nullable String namespace) {
			this.namespace = namespace;
		}

		public @Nullable String getVersion() {
			return this.version;
		}

		public void setVersion(@Nullable String version) {
			this.version = version;
		}

		public @Nullable String getEnvironment() {
			return this.environment;
		}

		public void setEnvironment(@Nullable String environment) {
			this.environment = environment;
		}

		public @Nullable String getInstanceId() {
			return this.instanceId;
		}

		public void setInstanceId(@Nullable String instanceId) {
			this.instanceId = instanceId;
		}

		public Map<String, String> getAttributes() {
			return this.attributes;
		}

		public void setAttributes(Map<String, String> attributes) {
			this.attributes = attributes;
		}

	}

	/**
	 * Which new traces are recorded.
	 */
	public static class Sampling {

		/**
		 * Share of new traces to record, from 0.0 to 1.0. Decisions of callers are
		 * followed.
		 */
		private double probability = 1.0;

		/**
		 * How many new traces this instance records per second at the most; -1 for no
		 * cap.
		 */
		private double tracesPerSecond = 100;

		public double getProbability() {
			return this.probability;
		}

		public void setProbability(double probability) {
			this.probability = probability;
		}

		public double getTracesPerSecond() {
			return this.tracesPerSecond;
		}

		public void setTracesPerSecond(double tracesPerSecond) {
			this.tracesPerSecond = tracesPerSecond;
		}

	}

	/**
	 * How trace context travels.
	 */
	public static class Propagation {

		/**
		 * Formats to read, in order of precedence: the first valid one wins.
		 */
		private List<PropagationFormat> extract = new ArrayList<>(List.of(PropagationFormat.W3C, PropagationFormat.B3));

		/**
		 * Formats to write. With "inbound" also the one the trace arrived in.
		 */
		private List<PropagationFormat> inject = new ArrayList<>(
				List.of(PropagationFormat.W3C, PropagationFormat.INBOUND));

		public List<PropagationFormat> getExtract() {
			return this.extract;
		}

		public void setExtract(List<PropagationFormat> extract) {
			this.extract = extract;
		}

		public List<PropagationFormat> getInject() {
			return this.inject;
		}

		public void setInject(List<PropagationFormat> inject) {
			this.inject = inject;
		}

	}

	/**
	 * What holds for every exporter.
	 */
	public static class Export {

		/**
		 * Whether the exporters configured by properties are used. Exporter beans of the
		 * application are not concerned.
		 */
		private boolean enabled = true;

		/**
		 * How many spans may wait for each exporter. Spans beyond are dropped and
		 * counted.
		 */
		private int queueSize = 8192;

		/**
		 * How many spans an exporter is given at once at the most.
		 */
		private int batchSize = 512;

		/**
		 * How long a span waits for others before it is exported.
		 */
		private Duration delay = Duration.ofSeconds(1);

		/**
		 * How long one export may take, retries included. Time that a backend asks to
		 * wait comes on top.
		 */
		private Duration timeout = Duration.ofSeconds(30);

		/**
		 * How long the application waits for waiting spans to be exported when it stops.
		 */
		private Duration shutdownTimeout = Duration.ofSeconds(2);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getQueueSize() {
			return this.queueSize;
		}

		public void setQueueSize(int queueSize) {
			this.queueSize = queueSize;
		}

		public int getBatchSize() {
			return this.batchSize;
		}

		public void setBatchSize(int batchSize) {
			this.batchSize = batchSize;
		}

		public Duration getDelay() {
			return this.delay;
		}

		public void setDelay(Duration delay) {
			this.delay = delay;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public Duration getShutdownTimeout() {
			return this.shutdownTimeout;
		}

		public void setShutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
		}

	}

}
