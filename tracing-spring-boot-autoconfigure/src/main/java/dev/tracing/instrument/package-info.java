/**
 * Words that all instrumentation shares. Each sub-package instruments one technology.
 */
@NullMarked
package dev.tracing.instrument;

import org.jspecify.annotations.NullMarked;
