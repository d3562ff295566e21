package dev.tracing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules that keep packages apart, so that a room can be read, changed and deleted by
 * itself.
 */
class ArchitectureTests {

	private static final String[] ENGINE = { "dev.tracing.autoconfigure..", "dev.tracing.propagation..",
			"dev.tracing.sampling..", "dev.tracing.export..", "dev.tracing.logging.." };

	private static final String INSTRUMENTATION = "dev.tracing.instrument.";

	private static final Set<String> SHELVES = Set.of("http", "messaging", "reactor", "sqs");

	/**
	 * A library that builds on another one has its room on top of that one's.
	 */
	private static final Map<String, String> STANDS_ON = Map.of("sqs.springcloud", "sqs.v2");

	/**
	 * Where the types of a library may be used: rooms by their name, others by their
	 * package.
	 */
	private static final Map<String, Set<String>> LIBRARIES = new TreeMap<>(Map.ofEntries(
			Map.entry("jakarta.servlet", Set.of("servlet", "webflux")),
			Map.entry("org.apache.catalina", Set.of("servlet")),
			Map.entry("org.eclipse.jetty", Set.of("servlet", "webflux")),
			Map.entry("org.springframework.web.servlet", Set.of("servlet")),
			Map.entry("org.springframework.web.reactive", Set.of("webflux", "webclient")),
			Map.entry("reactor",
					Set.of("dev.tracing.instrument.reactor", "webflux", "webclient", "annotation", "scheduling")),
			Map.entry("org.springframework.web.client", Set.of("restclient")),
			Map.entry("org.springframework.http.client", Set.of("restclient", "webclient")),
			Map.entry("java.net.http", Set.of("jdkhttp", "dev.tracing.export.otlp")),
			Map.entry("org.aopalliance", Set.of("annotation")),
			Map.entry("org.springframework.expression", Set.of("annotation")),
			Map.entry("io.micrometer.observation", Set.of("dev.tracing.observation", "scheduling", "kafka", "lambda")),
			Map.entry("io.micrometer.core", Set.of("dev.tracing.actuate")),
			Map.entry("org.apache.kafka", Set.of("kafka")), Map.entry("org.springframework.kafka", Set.of("kafka")),
			Map.entry("com.amazonaws.services.sqs", Set.of("sqs.v1")),
			Map.entry("com.amazonaws.services.lambda", Set.of("lambda")),
			Map.entry("org.springframework.cloud", Set.of("lambda")),
			Map.entry("software.amazon.awssdk", Set.of("sqs.v2", "sqs.springcloud")),
			Map.entry("io.awspring", Set.of("sqs.springcloud")), Map.entry("java.sql", Set.of("jdbc")),
			Map.entry("javax.sql", Set.of("jdbc")), Map.entry("net.ttddyy", Set.of("jdbc")),
			Map.entry("io.r2dbc", Set.of("r2dbc")), Map.entry("io.lettuce", Set.of("redis")),
			Map.entry("com.mongodb", Set.of("mongodb"))));

	private static final Set<String> WIRING = Set.of("Configuration", "Properties", "Customizer", "BeanPostProcessor",
			"RegistrationBean", "Condition", "ImportFilter", "FailureAnalyzer");

	/**
	 * Types that applications name beside the annotations.
	 */
	private static final Set<String> API = Set.of("AutoConfiguration", "Properties", "Customizer");

	/**
	 * Values of properties, and beans that applications call.
	 */
	private static final Set<String> API_TYPES = Set.of("dev.tracing.propagation.PropagationFormat",
			"dev.tracing.instrument.kafka.KafkaTracing", "dev.tracing.instrument.lambda.LambdaTracing",
			"dev.tracing.instrument.lambda.SqsEventTracing", "dev.tracing.instrument.lambda.XRayUse",
			"dev.tracing.instrument.sqs.MessageHandler", "dev.tracing.instrument.sqs.v1.AmazonSqsTracing",
			"dev.tracing.instrument.sqs.v2.SqsTracing", "dev.tracing.instrument.sqs.springcloud.SqsMessageTracing");

	/**
	 * A JVM has one context storage, and so one set of its switches.
	 */
	private static final Set<String> JVM_WIDE = Set.of("dev.tracing.logging.LogCorrelation");

	private static final String INTERNAL = "<p> Internal: public for other packages of this library only, not part of its API.";

	private static final int MAX_AUTO_CONFIGURATION_LINES = 115;

	private static final int MAX_CLASS_LINES = 250;

	private static final Path SOURCES = Path.of("src/main/java");

	private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

	@Test
	void annotationsKnowNothingElse() {
		noClasses().that()
			.resideInAPackage("dev.tracing")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("dev.tracing.*..", "org.springframework.boot..", "io.opentelemetry.sdk..")
			.check(CLASSES);
	}

	@Test
	void engineKnowsNoInstrumentation() {
		noClasses().that()
			.resideInAnyPackage(ENGINE)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("dev.tracing.instrument..", "dev.tracing.actuate..")
			.check(CLASSES);
	}

	/**
	 * The bridge makes spans too, and so needs the words all instrumentation shares.
	 */
	@Test
	void bridgeKnowsNoRooms() {
		noClasses().that()
			.resideInAPackage("dev.tracing.observation..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("dev.tracing.instrument.*..", "dev.tracing.actuate..")
			.check(CLASSES);
	}

	@Test
	void shelvesKnowNoRooms() {
		noClasses().that(describe("are on a shelf", ArchitectureTests::isOnShelf))
			.should()
			.dependOnClassesThat(describe("are in a room", (type) -> !roomOf(type).isEmpty()))
			.check(CLASSES);
	}

	@Test
	void roomsKnowNoOtherRooms() {
		List<String> rooms = CLASSES.stream().map(ArchitectureTests::roomOf).distinct().toList();
		assertThat(rooms).contains("servlet", "restclient", "annotation");
		for (String room : rooms) {
			noClasses()
				.that(describe("are in the room " + room, (type) -> !room.isEmpty() && roomOf(type).equals(room)))
				.should()
				.dependOnClassesThat(describe("are in another room",
						(type) -> !roomOf(type).isEmpty() && !roomOf(type).equals(room)
								&& !roomOf(type).equals(STANDS_ON.get(room))))
				.allowEmptyShould(true)
				.check(CLASSES);
		}
	}

	@Test
	void packagesHaveNoCycles() {
		SlicesRuleDefinition.slices().matching("dev.tracing.(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void onlyWiringSeesSpringBoot() {
		noClasses().that()
			.resideOutsideOfPackages("dev.tracing.autoconfigure..", "dev.tracing.actuate..")
			.and(describe("are no wiring", (type) -> !hasEnding(type, WIRING)))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot..")
			.check(CLASSES);
	}

	static Collection<Map.Entry<String, Set<String>>> libraries() {
		return LIBRARIES.entrySet();
	}

	@ParameterizedTest
	@MethodSource("libraries")
	void libraryIsUsedInItsRoomOnly(Map.Entry<String, Set<String>> library) {
		noClasses()
			.that(describe("are not in " + library.getValue(),
					(type) -> !library.getValue().contains(roomOf(type))
							&& !library.getValue().contains(type.getPackageName())))
			.should()
			.dependOnClassesThat()
			.resideInAPackage(library.getKey() + "..")
			.check(CLASSES);
	}

	@Test
	void publicTypesAreApiOrSayThatTheyAreNot() {
		assertThat(topLevelTypes((type) -> isPublic(type) && isApi(type) == isInternal(type))).isEmpty();
	}

	@Test
	void autoConfigurationsAreRegistered() throws IOException {
		List<String> registered = Files.readAllLines(
				Path.of("src/main/resources/META-INF/spring", AutoConfiguration.class.getName() + ".imports"));
		assertThat(registered).isSorted();
		assertThat(topLevelTypes((type) -> type.isAnnotatedWith(AutoConfiguration.class)))
			.containsExactlyInAnyOrderElementsOf(registered);
	}

	@Test
	void autoConfigurationsArePublicAndFinal() {
		assertThat(topLevelTypes((type) -> type.isAnnotatedWith(AutoConfiguration.class)
				&& !(isPublic(type) && type.getModifiers().contains(JavaModifier.FINAL))))
			.isEmpty();
	}

	@Test
	void classesStaySmall() {
		assertThat(topLevelTypes((type) -> linesOf(type) > MAX_CLASS_LINES && !hasEnding(type, Set.of("Properties"))))
			.isEmpty();
		assertThat(topLevelTypes((type) -> linesOf(type) > MAX_AUTO_CONFIGURATION_LINES
				&& type.isAnnotatedWith(AutoConfiguration.class)))
			.isEmpty();
	}

	@Test
	void configurationsAreNotProxied() {
		assertThat(CLASSES).filteredOn((type) -> type.isAnnotatedWith(Configuration.class))
			.isNotEmpty()
			.filteredOn((type) -> type.getAnnotationOfType(Configuration.class).proxyBeanMethods())
			.isEmpty();
	}

	@Test
	void beanMethodsArePackagePrivate() {
		assertThat(beanMethods()).isNotEmpty()
			.filteredOn((method) -> method.getModifiers().contains(JavaModifier.PUBLIC)
					|| method.getModifiers().contains(JavaModifier.PROTECTED)
					|| method.getModifiers().contains(JavaModifier.PRIVATE))
			.isEmpty();
	}

	@Test
	void postProcessorsComeFromStaticMethods() {
		assertThat(beanMethods())
			.filteredOn((method) -> method.getRawReturnType().isAssignableTo(BeanPostProcessor.class)
					|| method.getRawReturnType().isAssignableTo(BeanFactoryPostProcessor.class))
			.isNotEmpty()
			.filteredOn((method) -> !method.getModifiers().contains(JavaModifier.STATIC))
			.isEmpty();
	}

	@Test
	void nothingMutableIsStatic() {
		assertThat(CLASSES.stream().flatMap((type) -> type.getFields().stream()))
			.filteredOn((field) -> field.getModifiers().contains(JavaModifier.STATIC)
					&& !field.getModifiers().contains(JavaModifier.SYNTHETIC))
			.isNotEmpty()
			.filteredOn((field) -> !field.getModifiers().contains(JavaModifier.FINAL) || isMutable(field))
			.filteredOn((field) -> !JVM_WIDE.contains(field.getOwner().getName()))
			.isEmpty();
	}

	@Test
	void packagesDeclareNullness() {
		assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct()).isNotEmpty()
			.filteredOn((type) -> !type.isAnnotatedWith(NullMarked.class))
			.isEmpty();
	}

	private static boolean isOnShelf(JavaClass type) {
		return type.getPackageName().equals("dev.tracing.instrument")
				|| type.getPackageName().startsWith(INSTRUMENTATION) && roomOf(type).isEmpty();
	}

	/**
	 * Returns the name of the room a type is in, or an empty string.
	 */
	private static String roomOf(JavaClass type) {
		String name = type.getPackageName();
		if (!name.startsWith(INSTRUMENTATION)) {
			return "";
		}
		String room = name.substring(INSTRUMENTATION.length());
		return (SHELVES.contains(room)) ? "" : room;
	}

	private static boolean isApi(JavaClass type) {
		return type.getPackageName().equals("dev.tracing") || API_TYPES.contains(type.getName())
				|| isPublic(type) && hasEnding(type, API);
	}

	private static boolean hasEnding(JavaClass type, Set<String> endings) {
		String name = topLevelNameOf(type);
		return endings.stream().anyMatch(name::endsWith);
	}

	private static String topLevelNameOf(JavaClass type) {
		return type.getName().split("\\$")[0];
	}

	private static boolean isPublic(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC);
	}

	private static boolean isInternal(JavaClass type) {
		return sourceOf(type).replaceAll("[\\s*]+", " ").contains(INTERNAL);
	}

	private static long linesOf(JavaClass type) {
		return sourceOf(type).lines().count();
	}

	private static List<String> topLevelTypes(Predicate<JavaClass> condition) {
		return CLASSES.stream()
			.filter(JavaClass::isTopLevelClass)
			.filter((type) -> !type.getSimpleName().equals("package-info"))
			.filter(condition)
			.map(JavaClass::getName)
			.toList();
	}

	private static List<JavaMethod> beanMethods() {
		return CLASSES.stream()
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> method.isAnnotatedWith(Bean.class))
			.toList();
	}

	private static boolean isMutable(JavaField field) {
		String type = field.getRawType().getName();
		return type.startsWith("java.util.concurrent.atomic.") || type.startsWith("java.lang.ThreadLocal")
				|| type.startsWith("java.util.concurrent.Concurrent") || type.startsWith("java.util.Weak");
	}

	private static String sourceOf(JavaClass type) {
		try {
			return Files.readString(SOURCES.resolve(type.getName().replace('.', '/') + ".java"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
