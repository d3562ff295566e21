package dev.tracing.test;

/**
 * What is checked after a test.
 *
 * @param scopes whether scopes have to be closed where and when they should
 * @param unfinishedSpans whether all spans have to end
 * @param orphans whether all local parents have to be recorded
 */
record LeakChecks(boolean scopes, boolean unfinishedSpans, boolean orphans) {

	static final LeakChecks ALL = new LeakChecks(true, true, true);

	static LeakChecks of(TracingTest annotation) {
		return new LeakChecks(!annotation.allowLeakedScopes(), !annotation.allowUnfinishedSpans(),
				!annotation.allowOrphans());
	}

	LeakChecks withoutScopes() {
		return new LeakChecks(false, this.unfinishedSpans, this.orphans);
	}

	LeakChecks withoutUnfinishedSpans() {
		return new LeakChecks(this.scopes, false, this.orphans);
	}

	LeakChecks withoutOrphans() {
		return new LeakChecks(this.scopes, this.unfinishedSpans, false);
	}

}
