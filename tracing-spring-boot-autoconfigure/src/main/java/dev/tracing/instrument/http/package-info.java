/**
 * Words that the instrumentation of HTTP servers and clients shares: attributes, span
 * names, redaction, path exclusion, client address.
 */
@NullMarked
package dev.tracing.instrument.http;

import org.jspecify.annotations.NullMarked;
