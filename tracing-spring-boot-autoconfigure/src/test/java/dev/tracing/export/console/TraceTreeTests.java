package dev.tracing.export.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.tracing.export.console.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceTree}.
 */
class TraceTreeTests {

	private final TraceTree tree = new TraceTree();

	@Test
	void rendersTraceOfOneService() {
		SpanData server = span(1, "GET /orders/{id}").kind(SpanKind.SERVER)
			.millis(0, 48)
			.with("http.response.status_code", 200)
			.with("url.path", "/orders/42")
			.with("user_agent.original", "curl")
			.end();
		SpanData traced = span(2, "OrderService.find").childOf(1).micros(1500, 44_000).with("order.id", 42).end();
		SpanData query = span(3, "SELECT orders").childOf(2)
			.kind(SpanKind.CLIENT)
			.micros(12_000, 12_850)
			.with("db.query.summary", "SELECT orders")
			.end();
		assertThat(this.tree.render(List.of(query, traced, server))).isEqualTo("""
				trace 4bf92f3577b34da6a3ce929d0e0e4736 · 48.0 ms · 3 spans · shop
				  GET /orders/{id}      server  48.0 ms  ━━━━━━━━━━━━━━━━━━━━━━━━  200  /orders/42
				  └─ OrderService.find          42.5 ms   ━━━━━━━━━━━━━━━━━━━━━    order.id=42
				     └─ SELECT orders   client   850 µs        ╸
				""");
	}

	@Test
	void rendersTraceOfThreeServicesWithErrors() {
		assertThat(this.tree.render(threeServices())).isEqualTo(
				"""
						trace 4bf92f3577b34da6a3ce929d0e0e4736 · 312 ms · 8 spans · 4 errors · gateway, orders, inventory
						✗ GET /checkout/{id}                   server    gateway    312 ms  ━━━━━━━━━━━━━━━━━━━━━━━━  ERROR 502  /checkout/42
						  ├─ CheckoutService.authorize                   gateway    4.2 ms  ╸                         user.id=u-17
						✗ └─ POST                              client    gateway    302 ms   ━━━━━━━━━━━━━━━━━━━━━━━  ERROR 500  http://localhost:8081/orders
						✗    └─ POST /orders                   server    orders     297 ms   ━━━━━━━━━━━━━━━━━━━━━━━  ERROR 500  IllegalStateException: out of stock
						✗       └─ place-order                           orders     289 ms   ━━━━━━━━━━━━━━━━━━━━━━   ERROR  IllegalStateException: out of stock
						           └─ GET                      client    orders     268 ms    ━━━━━━━━━━━━━━━━━━━━━   200  http://localhost:8082/stock/SKU-1
						              └─ GET /stock/{sku}      server    inventory  263 ms     ━━━━━━━━━━━━━━━━━━━━   200  /stock/SKU-1
						                 └─ send stock-alerts  producer  inventory  5.0 ms                        ━
						""");
	}

	@Test
	void usesAsciiWhereTheCharsetHasNoTreeCharacters() {
		SpanData root = span(1, "größer 注文").kind(SpanKind.SERVER).millis(0, 8).exception("a.B", "no").end();
		SpanData child = span(2, "child").childOf(1).micros(4000, 4010).end();
		assertThat(new TraceTree(StandardCharsets.ISO_8859_1).render(List.of(root, child), "late")).isEqualTo("""
				trace 4bf92f3577b34da6a3ce929d0e0e4736 | 8.0 ms | 2 spans | 1 error | shop | late
				! größer ??  server  8.0 ms  ========================  ERROR  B: no
				  `- child            10 us              -
				""");
		assertThat(new TraceTree(StandardCharsets.US_ASCII).render(threeServices()))
			.matches((text) -> StandardCharsets.US_ASCII.newEncoder().canEncode(text));
	}

	@Test
	void marksSpansWhoseParentIsMissing() {
		SpanData root = span(1, "root").millis(10, 20).end();
		SpanData orphan = span(3, "orphan").childOf(2).millis(0, 12).end();
		SpanData child = span(4, "child of orphan").childOf(3).millis(11, 12).end();
		assertThat(this.tree.render(List.of(child, orphan, root))).isEqualTo("""
				trace 4bf92f3577b34da6a3ce929d0e0e4736 · 10.0 ms · 3 spans · shop
				  root                   10.0 ms  ━━━━━━━━━━━━━━━━━━━━━━━━
				  ?─ orphan              12.0 ms  ━━━━━                     (parent 0000000000000002 not here)
				     └─ child of orphan   1.0 ms    ━━━
				""");
	}

	@Test
	void takesRemoteParentOutsideTheTraceForGranted() {
		SpanData server = span(2, "GET").remoteChildOf(1).kind(SpanKind.SERVER).end();
		assertThat(this.tree.render(List.of(server))).isEqualTo("""
				trace 4bf92f3577b34da6a3ce929d0e0e4736 · 1.0 ms · 1 span · shop
				  GET  server  1.0 ms  ━━━━━━━━━━━━━━━━━━━━━━━━
				""");
	}

	@Test
	void cutsLongNamesAndDetails() {
		String name = "abcdefghij".repeat(10);
		SpanData root = span(1, name).with("a", name).exception("java.io.IOException", name).end();
		assertThat(this.tree.render(List.of(root, span(2, name).childOf(1).end()))).isEqualTo("""
				trace 4bf92f3577b34da6a3ce929d0e0e4736 · 1.0 ms · 2 spans · 1 error · shop
				✗ %s…  1.0 ms  ━━━━━━━━━━━━━━━━━━━━━━━━  ERROR  IOException: %s…  a=%s…
				  └─ %s…  1.0 ms  ━━━━━━━━━━━━━━━━━━━━━━━━
				""".formatted(name.substring(0, 59), name.substring(0, 66), name.substring(0, 28),
				name.substring(0, 56)));
	}

	@Test
	void printsNoControlCharactersOfTheTelemetry() {
		String evil = "a\u001b[2J\r\nb\u0000\u0007\t\u202e\u2028\u200d\ud800\u009b1m\udb40\udc41";
		SpanData span = span(1, evil).service(evil)
			.with(evil, evil)
			.with("url.full", evil)
			.exception("x." + evil, evil)
			.end();
		String block = this.tree.render(List.of(span, span(2, "b").childOf(1).service("other").end()));
		assertThat(block.lines()).hasSize(3);
		assertThat(block.replace("\n", "").codePoints()).noneMatch(
				(codePoint) -> Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.FORMAT
						|| Character.getType(codePoint) == Character.SURROGATE
						|| Character.getType(codePoint) == Character.LINE_SEPARATOR);
		assertThat(block).contains("✗ a\\u{1b}[2J\\r\\nb\\u{0}\\u{7}\\t\\u{202e}\\u{2028}\\u{200d}\\u{d800}…");
	}

	@Test
	void alignsWideAndCombiningCharacters() {
		assertThat(this.tree.render(List.of(span(1, "注文を確定する").end(), span(2, "cafe\u0301").childOf(1).end(),
				span(3, "🚀").childOf(1).end())))
			.isEqualTo("""
					trace 4bf92f3577b34da6a3ce929d0e0e4736 · 1.0 ms · 3 spans · shop
					  注文を確定する  1.0 ms  ━━━━━━━━━━━━━━━━━━━━━━━━
					  ├─ cafe\u0301         1.0 ms  ━━━━━━━━━━━━━━━━━━━━━━━━
					  └─ 🚀           1.0 ms  ━━━━━━━━━━━━━━━━━━━━━━━━
					""");
	}

	@Test
	void drawsEmptyAndNegativeDurations() {
		assertThat(this.tree.render(List.of(span(1, "root").millis(0, 0).end()))).isEqualTo("""
				trace 4bf92f3577b34da6a3ce929d0e0e4736 · 0 µs · 1 span · shop
				  root  0 µs  ╸
				""");
		assertThat(this.tree
			.render(List.of(span(1, "root").millis(0, 10).end(), span(2, "negative").childOf(1).millis(10, 5).end())))
			.isEqualTo("""
					trace 4bf92f3577b34da6a3ce929d0e0e4736 · 10.0 ms · 2 spans · shop
					  root         10.0 ms  ━━━━━━━━━━━━━━━━━━━━━━━━
					  └─ negative     0 µs                         ╸
					""");
	}

	@Test
	void survivesTimesWithoutMeaning() {
		List<SpanData> spans = List.of(span(1, "a").micros(Long.MIN_VALUE / 1000, Long.MAX_VALUE / 1000).end(),
				span(2, "b").childOf(1).micros(Long.MAX_VALUE / 1000, Long.MIN_VALUE / 1000).end(),
				span(3, "c").childOf(1).micros(-1_700_000_000_000_000L, 0).end());
		assertThat(this.tree.render(spans).lines()).hasSize(4).allMatch((line) -> line.length() < 120);
	}

	@Test
	void drawsSpansOfSkewedClocksAtTheEdge() {
		assertThat(this.tree.render(List.of(span(1, "GET").kind(SpanKind.CLIENT).service("a").millis(1000, 1010).end(),
				span(2, "GET /x").remoteChildOf(1).kind(SpanKind.SERVER).service("b").millis(2, 8).end())))
			.isEqualTo("""
					trace 4bf92f3577b34da6a3ce929d0e0e4736 · 10.0 ms · 2 spans · a, b
					  GET        client  a  10.0 ms  ━━━━━━━━━━━━━━━━━━━━━━━━
					  └─ GET /x  server  b   6.0 ms  ╸                         (starts 998 ms before its parent)
					""");
	}

	@Test
	void rendersEachSpanOfMalformedTreesOnce() {
		List<SpanData> spans = new ArrayList<>();
		spans.add(span(1, "own parent").childOf(1).end());
		spans.add(span(2, "circle a").childOf(3).end());
		spans.add(span(3, "circle b").childOf(2).end());
		spans.add(span(4, "first of equal ids").end());
		spans.add(span(4, "second of equal ids").end());
		spans.add(span(5, "child of equal ids").childOf(4).end());
		assertThat(this.tree.render(spans).lines().skip(1).map((line) -> line.substring(0, 24).strip()))
			.containsExactly("first of equal ids", "└─ child of equal ids", "second of equal ids", "?─ own parent",
					"?─ circle a", "└─ circle b");
	}

	@Test
	void keepsDeepTracesReadable() {
		List<SpanData> spans = new ArrayList<>();
		for (int depth = 0; depth < 100_000; depth++) {
			spans.add(span(depth + 1, "level " + depth).childOf(depth).end());
		}
		Collections.shuffle(spans, new Random(1));
		List<String> lines = this.tree.render(spans).lines().toList();
		assertThat(lines).hasSize(52).allMatch((line) -> line.length() < 100);
		assertThat(lines.get(13)).contains("└─ level 12 ");
		assertThat(lines.get(50)).contains("   …49 level 49 ");
		assertThat(lines.get(51)).endsWith("└─ … 99950 more");
	}

	@Test
	void leavesOutTheEndOfLongRunsOfSiblings() {
		List<SpanData> spans = new ArrayList<>();
		spans.add(span(1, "GET /customers").kind(SpanKind.SERVER).millis(0, 2000).end());
		spans.add(span(2, "load").childOf(1).millis(0, 1900).end());
		for (int id = 10; id < 1010; id++) {
			TestSpan query = span(id, "SELECT").childOf(2).millis(id, id + 1);
			spans.add(((id % 400 == 0) ? query.error("") : query).end());
		}
		spans.add(span(3, "render").childOf(1).millis(1900, 2000).end());
		spans.add(span(4, "template").childOf(3).millis(1910, 1990).end());
		List<String> lines = this.tree.render(spans).lines().toList();
		assertThat(lines).hasSize(52);
		assertThat(lines.get(0)).contains("1004 spans · 2 errors");
		assertThat(lines.subList(48, 52)).containsExactly("  │  ├─ SELECT               1.0 ms   ╸",
				"✗ │  └─ … 954 more                                             2 errors",
				"  └─ render                  100 ms                         ━",
				"     └─ template            80.0 ms                         ━");
	}

	@Test
	void showsOnlyTheFirstOfTheApplicationsAttributes() {
		TestSpan span = span(1, "work").with("thread.name", "main").with("server.address", "x").with("http.route", "/");
		for (int i = 0; i < 20; i++) {
			span.with("app.attribute" + (10 + i), i);
		}
		assertThat(this.tree.render(List.of(span.end())))
			.endsWith("━  app.attribute10=0  app.attribute11=1  " + "app.attribute12=2  app.attribute13=3\n");
	}

	@Test
	void showsWhatASpanWasAbout() {
		assertThat(details(span(1, "h2").with("db.query.text", "select 1"))).isEqualTo("select 1");
		assertThat(details(span(1, "h2").with("db.query.summary", "SELECT a").with("db.query.text", "select 1")))
			.isEqualTo("SELECT a");
		assertThat(details(span(1, "process").with("messaging.destination.name", "orders"))).isEqualTo("orders");
		assertThat(details(span(1, "find-it").with("code.function.name", "com.acme.Shop.find")))
			.isEqualTo("com.acme.Shop.find");
		assertThat(details(span(1, "Shop.find").with("code.function.name", "com.acme.Shop.find"))).isEmpty();
		assertThat(details(span(1, "GET").kind(SpanKind.CLIENT).with("url.full", "http://a/b").with("url.path", "/b")))
			.isEqualTo("http://a/b");
	}

	@Test
	void showsHowASpanFailed() {
		assertThat(details(span(1, "a").error(""))).isEqualTo("ERROR");
		assertThat(details(span(1, "a").error("gone"))).isEqualTo("ERROR  gone");
		assertThat(details(span(1, "a").error("").with("error.type", "timeout"))).isEqualTo("ERROR  timeout");
		assertThat(details(span(1, "a").error("").with("error.type", "500").with("http.response.status_code", 500)))
			.isEqualTo("ERROR 500");
		assertThat(details(span(1, "a").exception("NoPackage", "gone"))).isEqualTo("ERROR  NoPackage: gone");
	}

	@Test
	void rendersNothingForNoSpans() {
		assertThat(this.tree.render(List.of())).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\n", "…" })
	void rendersNamesWithoutText(String name) {
		assertThat(this.tree.render(List.of(span(1, name).end())).lines()).hasSize(2);
	}

	private String details(TestSpan span) {
		String line = this.tree.render(List.of(span.end())).lines().toList().get(1);
		return line.substring(line.lastIndexOf('━') + 1).strip();
	}

	private static List<SpanData> threeServices() {
		List<SpanData> spans = new ArrayList<>();
		spans.add(span(9, "send stock-alerts").childOf(8)
			.kind(SpanKind.PRODUCER)
			.service("inventory")
			.millis(290, 295)
			.with("messaging.destination.name", "stock-alerts")
			.end());
		spans.add(span(8, "GET /stock/{sku}").remoteChildOf(7)
			.kind(SpanKind.SERVER)
			.service("inventory")
			.millis(33, 296)
			.with("http.response.status_code", 200)
			.with("url.path", "/stock/SKU-1")
			.end());
		spans.add(span(7, "GET").childOf(5)
			.kind(SpanKind.CLIENT)
			.service("orders")
			.millis(30, 298)
			.with("http.response.status_code", 200)
			.with("url.full", "http://localhost:8082/stock/SKU-1")
			.end());
		spans.add(span(5, "place-order").childOf(4)
			.service("orders")
			.millis(12, 301)
			.exception("java.lang.IllegalStateException", "out of stock")
			.end());
		spans.add(span(4, "POST /orders").remoteChildOf(3)
			.kind(SpanKind.SERVER)
			.service("orders")
			.millis(9, 306)
			.with("http.response.status_code", 500)
			.with("url.path", "/orders")
			.with("error.type", "500")
			.exception("java.lang.IllegalStateException", "out of stock")
			.end());
		spans.add(span(3, "POST").childOf(1)
			.kind(SpanKind.CLIENT)
			.service("gateway")
			.millis(7, 309)
			.with("http.response.status_code", 500)
			.with("url.full", "http://localhost:8081/orders")
			.error("")
			.end());
		spans.add(span(2, "CheckoutService.authorize").childOf(1)
			.service("gateway")
			.micros(1200, 5400)
			.with("user.id", "u-17")
			.end());
		spans.add(span(1, "GET /checkout/{id}").kind(SpanKind.SERVER)
			.service("gateway")
			.millis(0, 312)
			.with("http.response.status_code", 502)
			.with("url.path", "/checkout/42")
			.with("error.type", "502")
			.error("")
			.end());
		return spans;
	}

}
