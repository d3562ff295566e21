package dev.tracing.lambda;

/**
 * Events as Lambda writes them.
 */
final class Events {

	static final String SPAN_ID = "00f067aa0ba902b7";

	private Events() {
	}

	static String traceId(int number) {
		return "4bf92f3577b34da6a3ce929d0e0e473" + number;
	}

	static String traceparent(int number) {
		return "00-" + traceId(number) + "-" + SPAN_ID + "-01";
	}

	static String sqs(String... messages) {
		return "{\"Records\": [" + String.join(", ", messages) + "]}";
	}

	static String message(int number, String body) {
		return """
				{"messageId": "id-%d", "receiptHandle": "handle", "body": "%s",
				 "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1545082649183"},
				 "messageAttributes": {"traceparent": {"stringValue": "%s", "stringListValues": [],
				  "binaryListValues": [], "dataType": "String"}},
				 "md5OfBody": "", "eventSource": "aws:sqs",
				 "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:orders-queue", "awsRegion": "eu-west-1"}
				""".formatted(number, body, traceparent(number));
	}

	static String http(String traceparent, String body) {
		return """
				{"version": "2.0", "routeKey": "POST /orders", "rawPath": "/orders", "rawQueryString": "",
				 "headers": {"traceparent": "%s", "content-type": "text/plain", "x-forwarded-proto": "https"},
				 "requestContext": {"accountId": "123456789012", "apiId": "api", "domainName": "shop.example.com",
				  "http": {"method": "POST", "path": "/orders", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7",
				   "userAgent": "curl/8"}, "requestId": "id", "routeKey": "POST /orders", "stage": "$default"},
				 "body": "%s", "isBase64Encoded": false}
				""".formatted(traceparent, body);
	}

}
