package dev.tracing.export.otlp;

import org.jspecify.annotations.Nullable;

/**
 * Growable text that knows how to write JSON on one line. Not thread-safe.
 *
 * <p>
 * Whether a comma is due shows in the last character: a value can only end in a quote, a
 * bracket, a digit or a letter.
 */
final class JsonBuffer {

	private static final String HEX = "0123456789abcdef";

	private static final char REPLACEMENT = '\uFFFD';

	private final StringBuilder text = new StringBuilder(512);

	JsonBuffer name(String name) {
		separate();
		quote(name);
		this.text.append(':');
		return this;
	}

	JsonBuffer beginObject() {
		return raw("{");
	}

	void endObject() {
		this.text.append('}');
	}

	JsonBuffer beginArray() {
		return raw("[");
	}

	void endArray() {
		this.text.append(']');
	}

	JsonBuffer string(String value) {
		separate();
		quote(value);
		return this;
	}

	/**
	 * Write a value as it is.
	 * @param json the value in JSON
	 * @return this buffer
	 */
	JsonBuffer raw(String json) {
		separate();
		this.text.append(json);
		return this;
	}

	JsonBuffer number(int value) {
		separate();
		this.text.append(value);
		return this;
	}

	JsonBuffer stringUnlessEmpty(String name, @Nullable String value) {
		if (value != null && !value.isEmpty()) {
			name(name).string(value);
		}
		return this;
	}

	JsonBuffer numberUnlessZero(String name, int value) {
		if (value != 0) {
			name(name).number(value);
		}
		return this;
	}

	private void separate() {
		int length = this.text.length();
		if (length == 0) {
			return;
		}
		char last = this.text.charAt(length - 1);
		if (last != '{' && last != '[' && last != ':') {
			this.text.append(',');
		}
	}

	private void quote(String value) {
		this.text.append('"');
		int length = value.length();
		for (int i = 0; i < length; i++) {
			char next = value.charAt(i);
			if (next == '"' || next == '\\') {
				this.text.append('\\').append(next);
			}
			else if (next >= ' ' && next < 0x7F) {
				this.text.append(next);
			}
			else if (Character.isHighSurrogate(next) && i + 1 < length
					&& Character.isLowSurrogate(value.charAt(i + 1))) {
				this.text.append(next).append(value.charAt(++i));
			}
			else {
				special(next);
			}
		}
		this.text.append('"');
	}

	private void special(char value) {
		if (Character.isSurrogate(value)) {
			this.text.append(REPLACEMENT);
		}
		else if (breaksLine(value)) {
			this.text.append("\\u");
			for (int shift = 12; shift >= 0; shift -= 4) {
				this.text.append(HEX.charAt(value >> shift & 0xF));
			}
		}
		else {
			this.text.append(value);
		}
	}

	// JSON only asks to escape what lies below a space; the others are line ends to some
	// log shippers, or steer terminals.
	private static boolean breaksLine(char value) {
		return value < ' ' || value >= 0x7F && value < 0xA0 || value == '\u2028' || value == '\u2029';
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
