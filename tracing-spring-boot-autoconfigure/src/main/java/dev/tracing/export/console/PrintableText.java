package dev.tracing.export.console;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

import org.jspecify.annotations.Nullable;

/**
 * Makes text from telemetry safe to print. Callers of an application influence span names
 * and attributes, so characters that move the cursor, start a new line, reorder the line
 * or have no defined width are written as escapes.
 */
final class PrintableText {

	private final String ellipsis;

	private final @Nullable CharsetEncoder encoder;

	PrintableText(Charset charset, String ellipsis) {
		this.ellipsis = ellipsis;
		this.encoder = charset.canEncode() ? charset.newEncoder() : null;
	}

	/**
	 * Clean the text and cut it to a width.
	 * @param raw text of any origin
	 * @param maxWidth bound in terminal cells, larger than the ellipsis
	 * @return a single line that is safe to print
	 */
	String clean(String raw, int maxWidth) {
		StringBuilder text = new StringBuilder(Math.min(raw.length(), maxWidth) + 8);
		int width = 0;
		int cutAt = 0;
		int codePoint;
		for (int i = 0; i < raw.length(); i += Character.charCount(codePoint)) {
			codePoint = raw.codePointAt(i);
			int before = text.length();
			append(text, codePoint);
			width += width(text, before);
			// Marks without a width could otherwise be stacked without end
			if (width > maxWidth || text.length() > 4 * maxWidth) {
				text.setLength(cutAt);
				return text.append(this.ellipsis).toString();
			}
			if (width <= maxWidth - this.ellipsis.length()) {
				cutAt = text.length();
			}
		}
		return text.toString();
	}

	private void append(StringBuilder text, int codePoint) {
		switch (codePoint) {
			case '\n' -> text.append("\\n");
			case '\r' -> text.append("\\r");
			case '\t' -> text.append("\\t");
			default -> {
				if (isUnsafe(codePoint)) {
					text.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
				}
				else if (isEncodable(codePoint)) {
					text.appendCodePoint(codePoint);
				}
				else {
					text.append('?');
				}
			}
		}
	}

	private boolean isEncodable(int codePoint) {
		return codePoint < 0x7f || (this.encoder != null && this.encoder.canEncode(Character.toString(codePoint)));
	}

	private static boolean isUnsafe(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
				true;
			default -> false;
		};
	}

	/**
	 * Return the terminal cells that a cleaned text takes.
	 * @param text the text
	 * @return the number of cells
	 */
	static int width(CharSequence text) {
		return width(text, 0);
	}

	private static int width(CharSequence text, int from) {
		int width = 0;
		int codePoint;
		for (int i = from; i < text.length(); i += Character.charCount(codePoint)) {
			codePoint = Character.codePointAt(text, i);
			width += cells(codePoint);
		}
		return width;
	}

	private static int cells(int codePoint) {
		if (codePoint < 0x300) {
			return 1;
		}
		int type = Character.getType(codePoint);
		if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
			return 0;
		}
		return isWide(codePoint) ? 2 : 1;
	}

	private static boolean isWide(int codePoint) {
		return (codePoint >= 0x1100 && codePoint <= 0x115f) || (codePoint >= 0x2e80 && codePoint <= 0xa4cf)
				|| (codePoint >= 0xac00 && codePoint <= 0xd7a3) || (codePoint >= 0xf900 && codePoint <= 0xfaff)
				|| (codePoint >= 0xfe30 && codePoint <= 0xfe6f) || (codePoint >= 0xff00 && codePoint <= 0xff60)
				|| (codePoint >= 0xffe0 && codePoint <= 0xffe6) || (codePoint >= 0x1f300 && codePoint <= 0x1faff)
				|| (codePoint >= 0x20000 && codePoint <= 0x3fffd);
	}

}
