package dev.tracing.instrument.http;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PathExclusions}.
 */
class PathExclusionsTests {

	@ParameterizedTest
	@CsvSource({ "/favicon.ico, /favicon.ico", "/favicon.ico, /favicon.icon", "/favicon.ico, /a/favicon.ico",
			"/favicon.ico, /favicon.ico/", "/css/**, /css/a/b.css", "/css/**, /css", "/css/**, /css/", "/css/**, /cssx",
			"/css/**, /a/css/b", "/**/*.css, /a.css", "/**/*.css, /a/b/c.css", "/**/*.css, /a.css/b",
			"/**/*.css, /a.cssx", "/**/*.css, /.css", "/**, /", "/**, /a/b", "/a/{id}/c, /a/b/c", "/a/{id}/c, /a/b/d",
			"/a/*/c/**, /a/b/c/d/e", "/a/?, /a/b", "/a/?, /a/bc", "/a/*, /a/b", "/a/*, /a/b/c", "/**/health, /a/health",
			"/**/health, /health", "/**/health, /a/healthy", "/**/*.min.js, /a/b.min.js", "/**/*, /a/b", "/**/*, /" })
	void agreesWithSpring(String pattern, String path) {
		boolean expected = PathPatternParser.defaultInstance.parse(pattern).matches(PathContainer.parsePath(path));
		assertThat(new PathExclusions("exclude", List.of(pattern)).matches(path)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/a b.css", "/100%/x.css", "/a;b/c", "/%zz" })
	void takesDecodedPaths(String path) {
		PathExclusions exclusions = new PathExclusions("exclude", List.of("/**/*.css", "/a;b/*", "/{any:%zz}"));
		assertThat(exclusions.matches(path)).isTrue();
	}

	@Test
	void excludesStaticAssetsByDefault() {
		PathExclusions exclusions = new PathExclusions("exclude", new HttpTracingProperties.Server().getExclude());
		assertThat(
				List.of("/favicon.ico", "/webjars/bootstrap/5/x.txt", "/app/main.js", "/img/logo.webp", "/a/b.woff2"))
			.allMatch(exclusions::matches);
		assertThat(List.of("/", "/orders", "/orders/1", "/orders.json", "/index.html", "/report.pdf", "/images",
				"/images/7", "/js/run"))
			.noneMatch(exclusions::matches);
	}

	@Test
	void excludesNothingWithoutPatterns() {
		assertThat(new PathExclusions("exclude", List.of()).matches("/")).isFalse();
	}

}
