/**
 * Traces requests to servlet applications, Spring MVC's routes and exceptions included.
 * Hooks in as the outermost filter, and into embedded Tomcat and Jetty to see the end of
 * error pages. Switched off by {@code tracing.servlet.enabled=false}.
 */
@NullMarked
package dev.tracing.instrument.servlet;

import org.jspecify.annotations.NullMarked;
