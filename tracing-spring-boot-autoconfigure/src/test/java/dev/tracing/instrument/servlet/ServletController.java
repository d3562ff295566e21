package dev.tracing.instrument.servlet;

import java.io.IOException;

import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * What only a servlet application can do, synchronously.
 */
@Controller
class ServletController {

	@GetMapping("/send-error/{status}")
	void sendError(@PathVariable int status, HttpServletResponse response) throws IOException {
		response.sendError(status);
	}

	@GetMapping("/committed-then-failed")
	void failAfterCommit(HttpServletResponse response) throws IOException {
		response.getWriter().write("half");
		response.flushBuffer();
		throw new IllegalStateException("too late");
	}

	@GetMapping("/grave")
	void failGravely() {
		throw new Error("out of everything");
	}

	@GetMapping("/internal/failing")
	void failExcluded() {
		throw new IllegalStateException("not traced");
	}

	@GetMapping("/forwarded")
	String forward() {
		return "forward:/orders/7";
	}

}
