/**
 * Test kit: records the traces of an application under test and asserts on them.
 */
@NullMarked
package dev.tracing.test;

import org.jspecify.annotations.NullMarked;
