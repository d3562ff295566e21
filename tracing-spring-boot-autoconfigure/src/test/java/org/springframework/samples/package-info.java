/**
 * What looks like one of Spring's samples.
 */
@NullMarked
package org.springframework.samples;

import org.jspecify.annotations.NullMarked;
