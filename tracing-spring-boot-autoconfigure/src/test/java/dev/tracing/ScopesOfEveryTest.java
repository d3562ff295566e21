package dev.tracing;

import java.lang.reflect.Field;

import dev.tracing.test.TracingExtension;
import dev.tracing.test.TracingTest;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Fails any test of this module that leaves a scope open, whether or not it is about
 * spans. Tests that bring the kit along themselves say what they allow; others that leave
 * scopes open, or put back what was current without their scopes, carry the tag
 * {@value #LEFT_OPEN}.
 */
public class ScopesOfEveryTest implements BeforeEachCallback, AfterEachCallback {

	/**
	 * Tag of tests about scopes that are not closed as they should be.
	 */
	public static final String LEFT_OPEN = "scopes-left-open";

	private final TracingExtension kit = TracingExtension.create();

	@Override
	public void beforeEach(ExtensionContext context) {
		if (!context.getTags().contains(LEFT_OPEN) && !bringsTheKit(context.getRequiredTestClass())) {
			this.kit.beforeEach(context);
		}
	}

	@Override
	public void afterEach(ExtensionContext context) {
		// Does nothing for a test that it has not seen begin.
		this.kit.afterEach(context);
	}

	private static boolean bringsTheKit(Class<?> testClass) {
		for (Class<?> type = testClass; type != null; type = type.getEnclosingClass()) {
			if (AnnotationSupport.isAnnotated(type, TracingTest.class) || !ReflectionSupport
				.findFields(type, ScopesOfEveryTest::isTheKit, HierarchyTraversalMode.BOTTOM_UP)
				.isEmpty()) {
				return true;
			}
		}
		return false;
	}

	private static boolean isTheKit(Field field) {
		return field.getType() == TracingExtension.class;
	}

}
