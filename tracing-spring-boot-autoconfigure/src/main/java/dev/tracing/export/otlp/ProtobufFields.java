package dev.tracing.export.otlp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Finds single fields in protobuf messages of unknown origin. Malformed input ends in a
 * {@link BufferUnderflowException} or an {@link IllegalArgumentException}.
 */
final class ProtobufFields {

	private static final int VARINT = 0;

	private static final int FIXED64 = 1;

	private static final int LENGTH_DELIMITED = 2;

	private static final int FIXED32 = 5;

	private ProtobufFields() {
	}

	/**
	 * Return the value of an integer field.
	 * @param message the message
	 * @param field the field's number
	 * @return the value, 0 if absent
	 */
	static long varint(ByteBuffer message, int field) {
		ByteBuffer in = message.duplicate();
		return (find(in, field, VARINT)) ? readVarint(in) : 0;
	}

	/**
	 * Return the content of a field that holds text or a nested message.
	 * @param message the message
	 * @param field the field's number
	 * @return the content, empty if absent
	 */
	static ByteBuffer bytes(ByteBuffer message, int field) {
		ByteBuffer in = message.duplicate();
		return (find(in, field, LENGTH_DELIMITED)) ? readBytes(in) : ByteBuffer.allocate(0);
	}

	private static boolean find(ByteBuffer in, int field, int wireType) {
		while (in.hasRemaining()) {
			long tag = readVarint(in);
			if (tag == ((long) field << 3 | wireType)) {
				return true;
			}
			skip(in, (int) tag & 7);
		}
		return false;
	}

	private static void skip(ByteBuffer in, int wireType) {
		switch (wireType) {
			case VARINT -> readVarint(in);
			case FIXED64 -> in.getLong();
			case LENGTH_DELIMITED -> readBytes(in);
			case FIXED32 -> in.getInt();
			default -> throw new IllegalArgumentException("wire type " + wireType);
		}
	}

	private static ByteBuffer readBytes(ByteBuffer in) {
		long length = readVarint(in);
		if (length < 0 || length > in.remaining()) {
			throw new BufferUnderflowException();
		}
		ByteBuffer content = in.slice(in.position(), (int) length);
		in.position(in.position() + (int) length);
		return content;
	}

	private static long readVarint(ByteBuffer in) {
		long value = 0;
		for (int shift = 0; shift < Long.SIZE; shift += 7) {
			byte next = in.get();
			value |= (long) (next & 0x7F) << shift;
			if (next >= 0) {
				return value;
			}
		}
		throw new IllegalArgumentException("endless varint");
	}

}
