/**
 * What looks like a part of Spring.
 */
@NullMarked
package org.springframework.part;

import org.jspecify.annotations.NullMarked;
