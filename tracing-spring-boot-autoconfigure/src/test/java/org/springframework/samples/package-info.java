/**
 * Beans of an application that lives in a package of Spring, as Spring's samples do.
 */
@NullMarked
package org.springframework.samples;

import org.jspecify.annotations.NullMarked;
