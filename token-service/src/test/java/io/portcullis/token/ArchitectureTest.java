package io.portcullis.token;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** The walls of the house. */
@AnalyzeClasses(
    packages = "io.portcullis.token",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.portcullis.token";

  /** Each room, and the rooms that it may know. Telemetry may know all, the root too. */
  private static final Map<String, List<String>> MAY_KNOW =
      Map.ofEntries(
          entry(
              "http",
              List.of(
                  "issuance",
                  "authorization",
                  "client",
                  "account",
                  "session",
                  "signing",
                  "revocation",
                  "limit",
                  "dynamo")),
          entry("federation", List.of("account")),
          entry(
              "browser",
              List.of(
                  "http",
                  "page",
                  "federation",
                  "issuance",
                  "authorization",
                  "client",
                  "account",
                  "session",
                  "signing",
                  "revocation",
                  "limit",
                  "dynamo")),
          entry(
              "issuance",
              List.of(
                  "authorization",
                  "client",
                  "account",
                  "session",
                  "signing",
                  "revocation",
                  "limit",
                  "dynamo")),
          entry("backchannel", List.of("client", "session", "signing", "revocation", "dynamo")),
          entry("authorization", List.of("client", "account", "session", "revocation", "dynamo")),
          entry("page", List.of()),
          entry("client", List.of("dynamo")),
          entry("account", List.of("dynamo")),
          entry("session", List.of("dynamo")),
          entry("revocation", List.of("dynamo")),
          entry("limit", List.of()),
          entry("signing", List.of("dynamo")),
          entry("dynamo", List.of()),
          entry("config", List.of()));

  private static final Set<String> AMBIENT =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.Math.random",
          "java.time.Instant.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.InstantSource.system",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.util.UUID.randomUUID",
          "java.util.Random.<init>",
          "java.security.SecureRandom.<init>",
          "java.util.random.RandomGenerator.getDefault",
          "java.util.concurrent.ThreadLocalRandom.current");

  @ArchTest
  static final ArchRule roomsFormNoCycle =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheFrontDoorsKnowTheWebServer =
      noClasses()
          .that(not(resideInAnyPackage(ROOT + ".http", ROOT + ".browser")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.helidon..");

  @ArchTest
  static final ArchRule onlyTheDoorsInAndOutKnowTheMessagesOfOAuth =
      noClasses()
          .that(not(resideInAnyPackage(ROOT + ".http", ROOT + ".browser", ROOT + ".federation")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.nimbusds.oauth2..", "com.nimbusds.openid..");

  @ArchTest
  static final ArchRule onlyDynamoAndKmsClassesKnowTheAwsSdk =
      noClasses()
          .that(not(nameMatching(".*\\.(Dynamo|Kms)\\w*(\\$.*)?")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk..");

  @ArchTest
  static final ArchRule onlyRedisClassesKnowLettuce =
      noClasses()
          .that(not(nameMatching(".*\\.Redis\\w*(\\$.*)?")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lettuce..");

  @ArchTest
  static final ArchRule openTelemetryStaysInTheKit =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.opentelemetry..");

  @ArchTest
  static final ArchRule timeAndRandomnessComeInThroughConstructors =
      classes().that(not(resideInAPackage(ROOT))).should(useNothingAmbient());

  @ArchTest
  static final ArchRule noStateHidesInThreads =
      noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class);

  @ArchTest
  static final ArchRule staticFieldsAreConstant = fields().that().areStatic().should().beFinal();

  @ArchTest
  static final ArchRule nullCrossesNoMethod = classes().should(resideInANullMarkedPackage());

  // RFC 7636 section 4.6, RFC 6749 section 10.10: the time taken must not tell how much was right.
  @ArchTest
  static void rfc7636Section46SecretsAreComparedInConstantTime(JavaClasses house) {
    Set<JavaMethod> comparing =
        house.stream()
            .flatMap(room -> room.getMethods().stream())
            .filter(method -> method.getName().equals("matches"))
            .collect(Collectors.toSet());

    // Of proof keys, client secrets, passwords and forms.
    assertThat(comparing)
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(method -> {
          Set<String> called =
              method.getMethodCallsFromSelf().stream()
                  .map(call -> call.getTargetOwner().getSimpleName() + "." + call.getName())
                  .collect(Collectors.toSet());
          assertThat(called)
              .as(method.getFullName())
              .contains("MessageDigest.isEqual")
              .doesNotContain("String.equals", "String.contentEquals", "Arrays.equals");
        });
  }

  @ArchTest
  static void everyRoomHasItsWalls(JavaClasses house) {
    Set<String> rooms =
        house.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.equals(ROOT))
            .map(name -> name.substring(ROOT.length() + 1))
            .filter(name -> !name.equals("telemetry"))
            .collect(Collectors.toSet());

    assertThat(rooms).isEqualTo(MAY_KNOW.keySet());
  }

  @ArchTest
  static void roomsKnowOnlyTheRoomsTheyMay(JavaClasses house) {
    MAY_KNOW.forEach((room, others) -> onlyKnows(room, others).check(house));
  }

  private static ArchRule onlyKnows(String room, List<String> others) {
    return noClasses()
        .that()
        .resideInAPackage(ROOT + "." + room + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(not(resideInAPackage(ROOT + "." + room + "..")))
                .and(
                    not(
                        JavaClass.Predicates.resideInAnyPackage(
                            others.stream()
                                .map(other -> ROOT + "." + other + "..")
                                .toArray(String[]::new)))))
        .allowEmptyShould(true);
  }

  private static ArchCondition<JavaClass> useNothingAmbient() {
    return new ArchCondition<>("use no ambient clock or randomness") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (JavaAccess<?> call : item.getAccessesFromSelf()) {
          String called = call.getTargetOwner().getName() + "." + call.getTarget().getName();
          if (AMBIENT.contains(called)) {
            events.add(SimpleConditionEvent.violated(call, call.getDescription()));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
    return new ArchCondition<>("reside in a package that is @NullMarked") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        if (!item.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(SimpleConditionEvent.violated(item, item.getName()));
        }
      }
    };
  }
}
