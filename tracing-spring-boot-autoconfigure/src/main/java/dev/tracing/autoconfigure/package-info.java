/**
 * Wires the engine into a Spring Boot application.
 */
@NullMarked
package dev.tracing.autoconfigure;

import org.jspecify.annotations.NullMarked;
