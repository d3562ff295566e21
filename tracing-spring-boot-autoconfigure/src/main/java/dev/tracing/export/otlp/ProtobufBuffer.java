package dev.tracing.export.otlp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Growable byte array that knows how protobuf puts fields on the wire.
 *
 * <p>
 * The length of a nested message is only known after its content: {@link #begin} leaves
 * one byte for it and {@link #end} moves the content by the few bytes that a longer
 * length needs. That is cheaper than measuring everything beforehand, because attributes,
 * by far the most frequent messages, nearly always fit. Not thread-safe.
 */
final class ProtobufBuffer {

	private static final int VARINT = 0;

	private static final int FIXED64 = 1;

	private static final int LENGTH_DELIMITED = 2;

	private static final int FIXED32 = 5;

	private static final char REPLACEMENT = '\uFFFD';

	private byte[] bytes;

	private int size;

	ProtobufBuffer(int capacity) {
		this.bytes = new byte[capacity];
	}

	/**
	 * Return the array that holds the content in its first {@link #size()} bytes.
	 * @return the array itself, valid until the next write
	 */
	byte[] array() {
		return this.bytes;
	}

	int size() {
		return this.size;
	}

	/**
	 * Forget everything written after a size that this buffer had before.
	 * @param size the size to go back to
	 */
	void truncate(int size) {
		this.size = size;
	}

	void varint(int field, long value) {
		tag(field, VARINT);
		rawVarint(value);
	}

	void varintUnlessZero(int field, long value) {
		if (value != 0) {
			varint(field, value);
		}
	}

	void fixed32(int field, int value) {
		tag(field, FIXED32);
		ensure(Integer.BYTES);
		for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
			this.bytes[this.size++] = (byte) (value >>> shift);
		}
	}

	void fixed64(int field, long value) {
		tag(field, FIXED64);
		ensure(Long.BYTES);
		for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
			this.bytes[this.size++] = (byte) (value >>> shift);
		}
	}

	void fixed64UnlessZero(int field, long value) {
		if (value != 0) {
			fixed64(field, value);
		}
	}

	void bytes(int field, ByteBuffer value) {
		ByteBuffer source = value.duplicate();
		int length = source.remaining();
		tag(field, LENGTH_DELIMITED);
		rawVarint(length);
		ensure(length);
		source.get(this.bytes, this.size, length);
		this.size += length;
	}

	/**
	 * Write an id as the bytes that its hexadecimal digits stand for.
	 * @param field the field's number
	 * @param digits an even number of hexadecimal digits
	 */
	void hex(int field, String digits) {
		int length = digits.length() / 2;
		tag(field, LENGTH_DELIMITED);
		rawVarint(length);
		ensure(length);
		for (int i = 0; i < digits.length(); i += 2) {
			int high = HexFormat.fromHexDigit(digits.charAt(i));
			int low = HexFormat.fromHexDigit(digits.charAt(i + 1));
			this.bytes[this.size++] = (byte) (high << 4 | low);
		}
	}

	/**
	 * Write text as UTF-8; a surrogate without its partner becomes U+FFFD.
	 * @param field the field's number
	 * @param value the text
	 */
	void string(int field, String value) {
		tag(field, LENGTH_DELIMITED);
		int reserved = varintSize(value.length());
		ensure(reserved);
		this.size += reserved;
		int start = this.size;
		utf8(value);
		endLength(start, reserved);
	}

	void stringUnlessEmpty(int field, @Nullable String value) {
		if (value != null && !value.isEmpty()) {
			string(field, value);
		}
	}

	/**
	 * Begin a nested message.
	 * @param field the field's number
	 * @return where the message's content starts, to be given to {@link #end}
	 */
	int begin(int field) {
		tag(field, LENGTH_DELIMITED);
		ensure(1);
		return ++this.size;
	}

	void end(int start) {
		endLength(start, 1);
	}

	private void endLength(int start, int reserved) {
		int length = this.size - start;
		int missing = varintSize(length) - reserved;
		if (missing > 0) {
			ensure(missing);
			System.arraycopy(this.bytes, start, this.bytes, start + missing, length);
		}
		this.size = start - reserved;
		rawVarint(length);
		this.size += length;
	}

	private void utf8(String value) {
		int length = value.length();
		ensure(Math.multiplyExact(length, 3));
		byte[] target = this.bytes;
		int offset = this.size;
		int ascii = 0;
		while (ascii < length && value.charAt(ascii) < 0x80) {
			target[offset + ascii] = (byte) value.charAt(ascii);
			ascii++;
		}
		this.size = offset + ascii;
		for (int i = ascii; i < length; i++) {
			char next = value.charAt(i);
			if (Character.isHighSurrogate(next) && i + 1 < length && Character.isLowSurrogate(value.charAt(i + 1))) {
				supplementary(Character.toCodePoint(next, value.charAt(++i)));
			}
			else {
				basic(Character.isSurrogate(next) ? REPLACEMENT : next);
			}
		}
	}

	private void basic(char value) {
		if (value < 0x80) {
			this.bytes[this.size++] = (byte) value;
		}
		else if (value < 0x800) {
			this.bytes[this.size++] = (byte) (0xC0 | value >> 6);
			continuation(value);
		}
		else {
			this.bytes[this.size++] = (byte) (0xE0 | value >> 12);
			continuation(value >> 6);
			continuation(value);
		}
	}

	private void supplementary(int codePoint) {
		this.bytes[this.size++] = (byte) (0xF0 | codePoint >> 18);
		continuation(codePoint >> 12);
		continuation(codePoint >> 6);
		continuation(codePoint);
	}

	private void continuation(int bits) {
		this.bytes[this.size++] = (byte) (0x80 | bits & 0x3F);
	}

	private void tag(int field, int wireType) {
		rawVarint(field << 3 | wireType);
	}

	private void rawVarint(long value) {
		ensure(10);
		long rest = value;
		while ((rest & ~0x7FL) != 0) {
			this.bytes[this.size++] = (byte) (rest & 0x7F | 0x80);
			rest >>>= 7;
		}
		this.bytes[this.size++] = (byte) rest;
	}

	private static int varintSize(int value) {
		return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
	}

	private void ensure(int more) {
		int needed = Math.addExact(this.size, more);
		if (needed > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(needed, this.bytes.length * 2));
		}
	}

}
