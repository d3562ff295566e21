package dev.tracing.benchmarks;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * The response to an {@link InMemoryRequest}.
 */
final class InMemoryResponse extends HttpServletResponseWrapper {

	private int status = SC_OK;

	InMemoryResponse() {
		super(Unsupported.implementationOf(HttpServletResponse.class));
	}

	@Override
	public int getStatus() {
		return this.status;
	}

	@Override
	public void setStatus(int status) {
		this.status = status;
	}

}
