package dev.tracing.instrument.http;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UrlRedactor}.
 */
class UrlRedactorTests {

	private final UrlRedactor redactor = new UrlRedactor(new HttpTracingProperties().getRedactedParameters());

	@ParameterizedTest
	@ValueSource(strings = { "X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token", "sig", "X-Goog-Signature",
			"AWSAccessKeyId", "Signature" })
	void redactsTheSignaturesOfTheConventions(String name) {
		assertThat(this.redactor.redactQuery("color=blue&" + name + "=secret&size=1"))
			.isEqualTo("color=blue&" + name + "=REDACTED&size=1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "password", "passwd", "pwd", "passphrase", "secret", "client_secret", "token",
			"access_token", "id_token", "refreshToken", "apikey", "api_key", "api-key", "x-api-key", "accesskey",
			"access_key", "access-key", "private_key", "privateKey", "credential", "credentials", "auth",
			"authorization", "jwt", "jsessionid" })
	void redactsCredentials(String name) {
		assertThat(this.redactor.redactQuery(name + "=secret")).isEqualTo(name + "=REDACTED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "sig", "SIG", "Sig", "x-amz-signature", "PASSWORD", "NewPassword" })
	void ignoresCase(String name) {
		assertThat(this.redactor.redactQuery(name + "=secret")).isEqualTo(name + "=REDACTED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "signal", "sigma", "design", "author", "authority", "tokens", "passwordHint", "key", "q",
			"jwtid" })
	void leavesNamesThatMerelyLookAlike(String name) {
		assertThat(this.redactor.redactQuery(name + "=plain")).isEqualTo(name + "=plain");
	}

	@ParameterizedTest
	@CsvSource({ "access%5Ftoken=s,access%5Ftoken=REDACTED", "%73ig=s,%73ig=REDACTED",
			"X%2dAmz%2DSignature=s,X%2dAmz%2DSignature=REDACTED", "user%5Bpassword%5D=s,user%5Bpassword%5D=REDACTED" })
	void seesThroughEncodedNames(String query, String expected) {
		assertThat(this.redactor.redactQuery(query)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "%=1", "%7=1", "%zz=1", "a%=1", "%%%=1", "%e4%f6=1" })
	void leavesBrokenEncodingAlone(String query) {
		assertThat(this.redactor.redactQuery(query)).isSameAs(query);
	}

	@ParameterizedTest
	@CsvSource({ "user[password]=s,user[password]=REDACTED", "token[]=s,token[]=REDACTED", "a[sig]=s,a[sig]=REDACTED",
			"a[b][secret]=s,a[b][secret]=REDACTED" })
	void redactsNestedParameters(String query, String expected) {
		assertThat(this.redactor.redactQuery(query)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "=", "&", "&&&", "=secret", "sig", "sig=", "sig=&a=1", "a=1&sig=", "sig&a=1", "?", ";",
			"[]=1", "]=1" })
	void leavesWhatHasNoNameOrNoValue(String query) {
		assertThat(this.redactor.redactQuery(query)).isSameAs(query);
	}

	@ParameterizedTest
	@CsvSource({ "sig=b=c,sig=REDACTED", "sig==,sig=REDACTED", "a=b=c,a=b=c", "a=sig=c,a=sig=REDACTED",
			"token=abc==&a=b=c,token=REDACTED&a=b=c" })
	void handlesSeveralEqualsSigns(String query, String expected) {
		assertThat(this.redactor.redactQuery(query)).isEqualTo(expected);
	}

	@Test
	void redactsEachOccurrence() {
		assertThat(this.redactor.redactQuery("sig=1&sig=2&a=3&SIG=4&sig="))
			.isEqualTo("sig=REDACTED&sig=REDACTED&a=3&SIG=REDACTED&sig=");
	}

	@Test
	void takesSemicolonsForSeparatorsButRedactsTheWholeValue() {
		assertThat(this.redactor.redactQuery("a=1;sig=2&b=3")).isEqualTo("a=1;sig=REDACTED&b=3");
		assertThat(this.redactor.redactQuery("password=with;semicolon&b=3")).isEqualTo("password=REDACTED&b=3");
		assertThat(this.redactor.redactQuery("token=ab/cd?ef&b=3")).isEqualTo("token=REDACTED&b=3");
	}

	@Test
	void redactsParametersOfAnUrlWithinAValue() {
		assertThat(this.redactor.redactQuery("next=/login?token=abc&a=1")).isEqualTo("next=/login?token=REDACTED&a=1");
		assertThat(this.redactor.redactQuery("to=http://joe:pw@host/&a=1"))
			.isEqualTo("to=http://REDACTED:REDACTED@host/&a=1");
	}

	@ParameterizedTest
	@CsvSource({ "/cart;jsessionid=1,/cart;jsessionid=REDACTED",
			"/cart;jsessionid=1/items,/cart;jsessionid=REDACTED/items",
			"/cart;v=1;jsessionid=1;w=2/items;v=3,/cart;v=1;jsessionid=REDACTED;w=2/items;v=3",
			"/a;v=1/b;token=x/c,/a;v=1/b;token=REDACTED/c", "/a;token=/b,/a;token=/b",
			"/reset/token=abc/go,/reset/token=REDACTED/go" })
	void redactsPathParameters(String path, String expected) {
		assertThat(this.redactor.redactPath(path)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "http://joe:secret@host/a,http://REDACTED:REDACTED@host/a",
			"http://joe@host/a,http://REDACTED:REDACTED@host/a", "http://@host,http://REDACTED:REDACTED@host",
			"http://joe:p@ss@host:80,http://REDACTED:REDACTED@host:80",
			"http://joe:secret@host?a=b@c,http://REDACTED:REDACTED@host?a=b@c",
			"http://joe:se;cret@host/a;v=1,http://REDACTED:REDACTED@host/a;v=1",
			"http://joe:secret@[::1]:80/,http://REDACTED:REDACTED@[::1]:80/" })
	void redactsUserInfo(String url, String expected) {
		assertThat(this.redactor.redactUrl(url)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://host/a@b", "http://host?a=b@c", "mailto:joe@host", "/a@b", "urn:a:b",
			"http://host/a//b@c", "http://", "://", "" })
	void leavesAtSignsElsewhere(String url) {
		assertThat(this.redactor.redactUrl(url)).isSameAs(url);
	}

	@Test
	void redactsAllPartsOfAnUrl() {
		assertThat(this.redactor.redactUrl("https://joe:pw@host:8443/a;sig=1/b?x=1&token=2;3&y=4#sig=5"))
			.isEqualTo("https://REDACTED:REDACTED@host:8443/a;sig=REDACTED/b?x=1&token=REDACTED&y=4");
	}

	@ParameterizedTest
	@CsvSource({ "http://host/a#b,http://host/a", "http://host/a#,http://host/a", "http://host#?sig=1,http://host",
			"http://host/?a=1#access_token=2,http://host/?a=1" })
	void leavesOutTheFragment(String url, String expected) {
		assertThat(this.redactor.redactUrl(url)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://host", "http://host:80/orders/1?color=blue&size=1", "http://host/a;v=1/b?x=a=b",
			"http://host/%E4?%C3%A4=1" })
	void returnsCleanTextAsItIs(String url) {
		assertThat(this.redactor.redactUrl(url)).isSameAs(url);
		assertThat(this.redactor.redactPath(url)).isSameAs(url);
		assertThat(this.redactor.redactQuery(url)).isSameAs(url);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a&", "&", ";", "a=1&", "sig=1&", "%", "://", "://a@", "sig=", "[", "a[]=1&", "%73ig=1&",
			"=", "];sig=1" })
	void copesWithHugeText(String part) {
		String text = part.repeat(200_000);
		assertThat(this.redactor.redactUrl("http://host/?" + text)).startsWith("http://host/?")
			.doesNotContain("sig=1")
			.doesNotContain("a@");
	}

	@Test
	void asteriskAloneStandsForAllNames() {
		UrlRedactor all = new UrlRedactor(List.of("*"));
		assertThat(all.redactQuery("a=1&b=2&=3&c")).isEqualTo("a=REDACTED&b=REDACTED&=REDACTED&c");
	}

	@Test
	void redactsNothingButCredentialsWithoutNames() {
		UrlRedactor none = new UrlRedactor(List.of());
		assertThat(none.redactUrl("http://a:b@host/?sig=1")).isEqualTo("http://REDACTED:REDACTED@host/?sig=1");
	}

}
