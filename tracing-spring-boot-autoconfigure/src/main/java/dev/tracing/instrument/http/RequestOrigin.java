package dev.tracing.instrument.http;

import org.jspecify.annotations.Nullable;

/**
 * What is known about a request as the original client sent it.
 *
 * @param clientAddress address of the client, as far as it is known for sure
 * @param scheme scheme the client used, or {@code null} if no trusted proxy told
 * @param host host and perhaps port the client asked for, or {@code null} if no trusted
 * proxy told
 */
record RequestOrigin(String clientAddress, @Nullable String scheme, @Nullable String host) {

}
