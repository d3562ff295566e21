package dev.tracing.propagation;

import java.util.HashMap;
import java.util.Map;

/**
 * JSON objects whose values are texts or numbers, as trace context comes in. Whatever is
 * not that reads as far as it goes: nothing throws.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class FlatJson {

	private static final int UNICODE_ESCAPE_LENGTH = 4;

	private final String json;

	private int position;

	private FlatJson(String json) {
		this.json = json;
	}

	/**
	 * Read an object.
	 * @param json the object
	 * @return its values that are texts or numbers, up to the first that is neither
	 */
	public static Map<String, String> read(String json) {
		return new FlatJson(json).read();
	}

	private Map<String, String> read() {
		Map<String, String> values = new HashMap<>();
		if (!skip('{')) {
			return values;
		}
		do {
			String name = readText();
			if (name.isEmpty() || !skip(':')) {
				return values;
			}
			String value = (peek() == '"') ? readText() : readBare();
			if (value.isEmpty() && peek() != ',' && peek() != '}') {
				return values;
			}
			values.put(name, value);
		}
		while (skip(','));
		return values;
	}

	private char peek() {
		while (this.position < this.json.length() && this.json.charAt(this.position) <= ' ') {
			this.position++;
		}
		return (this.position < this.json.length()) ? this.json.charAt(this.position) : 0;
	}

	private boolean skip(char expected) {
		boolean found = peek() == expected;
		this.position += (found) ? 1 : 0;
		return found;
	}

	private String readBare() {
		peek();
		int start = this.position;
		while (this.position < this.json.length() && isBare(this.json.charAt(this.position))) {
			this.position++;
		}
		return this.json.substring(start, this.position);
	}

	private static boolean isBare(char character) {
		return character >= '0' && character <= '9' || character >= 'a' && character <= 'z' || character == '-'
				|| character == '+' || character == '.' || character == 'E';
	}

	/**
	 * Reads a text, or nothing if there is none.
	 */
	private String readText() {
		if (!skip('"')) {
			return "";
		}
		StringBuilder text = new StringBuilder();
		while (this.position < this.json.length()) {
			char character = this.json.charAt(this.position++);
			if (character == '"') {
				return text.toString();
			}
			text.append((character == '\\') ? readEscaped() : character);
		}
		return "";
	}

	private char readEscaped() {
		char character = (this.position < this.json.length()) ? this.json.charAt(this.position++) : '"';
		return switch (character) {
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'u' -> readUnicode();
			default -> character;
		};
	}

	private char readUnicode() {
		int end = this.position + UNICODE_ESCAPE_LENGTH;
		try {
			char character = (char) Integer.parseInt(this.json, this.position, end, 16);
			this.position = end;
			return character;
		}
		catch (IndexOutOfBoundsException | NumberFormatException ex) {
			return '?';
		}
	}

}
