package dev.tracing.export.console;

import java.nio.charset.Charset;

/**
 * The characters a trace is drawn with.
 */
enum Glyphs {

	UNICODE("├─ ", "└─ ", "│  ", "?─ ", '━', '╸', " · ", "…", "µs", "✗ "),

	ASCII("|- ", "`- ", "|  ", "?- ", '=', '-', " | ", "...", "us", "! ");

	static final String GAP = "   ";

	static final String MARGIN = "  ";

	final String branch;

	final String lastBranch;

	final String pipe;

	final String orphan;

	final char bar;

	final char shortBar;

	final String separator;

	final String ellipsis;

	final String micros;

	final String error;

	Glyphs(String branch, String lastBranch, String pipe, String orphan, char bar, char shortBar, String separator,
			String ellipsis, String micros, String error) {
		this.branch = branch;
		this.lastBranch = lastBranch;
		this.pipe = pipe;
		this.orphan = orphan;
		this.bar = bar;
		this.shortBar = shortBar;
		this.separator = separator;
		this.ellipsis = ellipsis;
		this.micros = micros;
		this.error = error;
	}

	static Glyphs of(Charset charset) {
		boolean encodable = charset.canEncode() && charset.newEncoder().canEncode(UNICODE.toText());
		return encodable ? UNICODE : ASCII;
	}

	private String toText() {
		return this.branch + this.lastBranch + this.pipe + this.bar + this.shortBar + this.separator + this.ellipsis
				+ this.micros + this.error;
	}

}
