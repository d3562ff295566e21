/**
 * Test kit: records the traces of an application under test, asserts on them as trees,
 * and fails tests that leave tracing in disorder.
 *
 * <h2>With Spring</h2> {@link dev.tracing.test.TracingTest @TracingTest} beside
 * {@code @SpringBootTest}, a test slice or {@code @SpringJUnitConfig} adds a
 * {@link dev.tracing.test.TraceRecorder} bean. Sampling, propagation and exporters stay
 * those of the application.
 *
 * <pre class="code">
 * &#064;Test
 * void oneRequestIsOneTrace(TraceRecorder recorder) {
 *     this.client.get().uri("/orders/1").exchange().expectStatus().isOk();
 *
 *     assertThat(recorder).hasSingleTrace((trace) -&gt; trace
 *         .hasTree("""
 *                 GET /orders/{id} [SERVER]
 *                   OrderService.find
 *                     GET [CLIENT]
 *                 """)
 *         .hasRoot("GET /orders/{id}", (server) -&gt; server.hasAttribute("http.response.status_code", 200))
 *         .hasNoErrors()
 *         .hasNoRepeatedChild(3));
 * }
 * </pre>
 *
 * <h2>Without Spring</h2> {@link dev.tracing.test.TracingExtension#create()} makes an
 * extension with a recorder, which is a {@code SpanProcessor} for any
 * {@code SdkTracerProvider}. One recorder may serve several providers: the spans of all
 * services in the JVM then form common traces.
 *
 * <h2>Asynchronous work</h2> Assertions on a recorder wait until no span is open. Work
 * that has not even started when the assertion runs, such as a message under way, needs
 * {@link dev.tracing.test.TraceRecorder#awaitSpans(int)} or
 * {@link dev.tracing.test.TraceRecorder#awaitTrace(java.util.function.Predicate)} first.
 * Nothing sleeps; all waits end after 5 seconds unless the recorder is made otherwise.
 *
 * <h2>Failures</h2> Each failure prints the whole trace:
 *
 * <pre>
 * Span 'OrderService.find' 5f7d3aad3c03c12e: Expected at most 1 children with the same name but found {SELECT=2}.
 *
 * Trace 07f5e6391b4f8809b6b74660cfdac3d3, 5 spans, orders
 * GET /orders/{id} [SERVER] 12.4 ms {http.response.status_code=500, http.route=/orders/{id}}
 * └─ OrderService.find [INTERNAL] 11.9 ms
 *    ├─ SELECT [CLIENT] 850 µs
 *    ├─ SELECT [CLIENT] 790 µs
 *    └─ GET [CLIENT] ERROR "connection refused" 1.2 ms {error.type=java.net.ConnectException}
 *          * exception {exception.message=refused, exception.type=java.net.ConnectException}
 * </pre>
 *
 * A span whose parent was not recorded here shows the id of that parent after an arrow.
 *
 * @see dev.tracing.test.TracingAssertions
 * @see dev.tracing.test.TracingExtension
 */
@NullMarked
package dev.tracing.test;

import org.jspecify.annotations.NullMarked;
