package dev.tracing.instrument.servlet;

import java.util.Map;

import dev.tracing.instrument.http.ContractController;
import io.opentelemetry.api.trace.Tracer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.web.context.request.WebRequest;

/**
 * Shows what the error controller sees of tracing.
 */
class TracedErrorAttributes extends DefaultErrorAttributes {

	private static final Log logger = LogFactory.getLog(TracedErrorAttributes.class);

	private final Tracer tracer;

	TracedErrorAttributes(Tracer tracer) {
		this.tracer = tracer;
	}

	@Override
	public Map<String, Object> getErrorAttributes(WebRequest webRequest, ErrorAttributeOptions options) {
		if (webRequest.getHeader("X-Error-Child") != null) {
			this.tracer.spanBuilder("error page").startSpan().end();
		}
		logger.info("Making an error page");
		Map<String, Object> attributes = super.getErrorAttributes(webRequest, options);
		attributes.put("ids", ContractController.currentIds());
		return attributes;
	}

}
