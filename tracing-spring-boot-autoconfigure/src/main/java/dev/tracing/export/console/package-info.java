/**
 * Prints finished spans to the console, as a readable tree or as lines of JSON. Exports
 * through its own queue like any other exporter, fed as soon as a span ends. Off by
 * default; switched on by {@code tracing.export.console.enabled=true}.
 */
@NullMarked
package dev.tracing.export.console;

import org.jspecify.annotations.NullMarked;
