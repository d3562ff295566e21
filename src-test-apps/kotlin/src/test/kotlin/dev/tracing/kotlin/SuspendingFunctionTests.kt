package dev.tracing.kotlin

import dev.tracing.SpanAttribute
import dev.tracing.Traced
import dev.tracing.test.TraceRecorder
import dev.tracing.test.TracingAssertions.assertThat
import dev.tracing.test.TracingTest
import io.opentelemetry.api.trace.Span
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatIllegalStateException
import org.junit.jupiter.api.Test
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.boot.SpringBootConfiguration
import org.springframework.boot.autoconfigure.EnableAutoConfiguration
import org.springframework.boot.test.context.SpringBootTest
import org.springframework.boot.test.web.server.LocalServerPort
import org.springframework.context.annotation.Import
import org.springframework.stereotype.Component
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.PathVariable
import org.springframework.web.bind.annotation.RestController
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers

/**
 * Tests that the span of a suspending function lasts until the function is done.
 */
@TracingTest
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class SuspendingFunctionTests(@param:Autowired private val warehouse: Warehouse, @param:LocalServerPort private val port: Int) {

	@Test
	fun spanLastsUntilFunctionReturns(recorder: TraceRecorder) {
		assertThat(runBlocking { warehouse.count("book") }).isEqualTo(4)
		assertThat(recorder).hasSingleTrace { trace ->
			trace.hasRoot("Warehouse.count") { it.hasNoError().hasAttribute("item", "book") }
		}
		assertThat(recorder.spans().single().endEpochNanos - recorder.spans().single().startEpochNanos)
			.isGreaterThanOrEqualTo(Warehouse.DELAY_IN_MILLIS * 1_000_000)
	}

	@Test
	fun exceptionAfterSuspensionIsError(recorder: TraceRecorder) {
		assertThatIllegalStateException().isThrownBy { runBlocking { warehouse.count("nothing") } }
		assertThat(recorder).hasSingleTrace { trace ->
			trace.hasRoot("Warehouse.count") {
				it.hasError(IllegalStateException::class.java).hasException(IllegalStateException::class.java, "no such item")
			}
		}
	}

	@Test
	fun cancellationIsNoError(recorder: TraceRecorder) {
		assertThat(runBlocking { withTimeoutOrNull(Warehouse.DELAY_IN_MILLIS) { warehouse.never() } }).isNull()
		assertThat(recorder).hasSingleTrace { trace -> trace.hasRoot("Warehouse.never") { it.hasNoError() } }
	}

	@Test
	fun spanOfFlowLastsUntilItsEnd(recorder: TraceRecorder) {
		assertThat(runBlocking { warehouse.items().toList() }).containsExactly("book", "pen")
		assertThat(recorder).hasSingleTrace { trace -> trace.hasRoot("Warehouse.items") { it.hasNoError() } }
	}

	@Test
	fun requestIsOneTrace(recorder: TraceRecorder) {
		val request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:$port/stock/book")).build()
		val answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body()
		assertThat(recorder).hasSingleTrace { trace ->
			trace.hasTree(
				"""
				GET /stock/{item} [SERVER]
				  Warehouse.count
				  Warehouse.count
				""".trimIndent(),
			)
		}
		val ids = recorder.spans().associate { it.spanId to it.name }
		assertThat(ids[answer]).isEqualTo("GET /stock/{item}")
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Warehouse::class, StockController::class)
	class Application

	@Component
	class Warehouse {

		@Traced
		suspend fun count(@SpanAttribute("item") item: String): Int {
			delay(DELAY_IN_MILLIS)
			check(item != "nothing") { "no such item" }
			return item.length
		}

		@Traced
		suspend fun never(): Int = awaitCancellation()

		@Traced
		fun items(): Flow<String> = flow {
			emit("book")
			delay(DELAY_IN_MILLIS)
			emit("pen")
		}

		companion object {

			const val DELAY_IN_MILLIS = 20L

		}

	}

	@RestController
	class StockController(private val warehouse: Warehouse) {

		@GetMapping("/stock/{item}")
		suspend fun stock(@PathVariable item: String): String = coroutineScope {
			val first = async { warehouse.count(item) }
			val second = async { warehouse.count(item) }
			check(first.await() == second.await())
			Span.current().spanContext.spanId
		}

	}

}
