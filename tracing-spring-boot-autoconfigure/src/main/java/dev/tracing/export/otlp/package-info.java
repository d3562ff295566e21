/**
 * Exports spans with the OpenTelemetry protocol (OTLP) over HTTP. Hooks in as a
 * {@code SpanExporter} bean behind its own queue. Active when
 * {@code tracing.export.otlp.endpoint} is set; switched off with
 * {@code tracing.export.otlp.enabled=false}.
 */
@NullMarked
package dev.tracing.export.otlp;

import org.jspecify.annotations.NullMarked;
