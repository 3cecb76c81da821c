package io.portcullis.envoylint;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of the house. */
@AnalyzeClasses(
    packages = "io.portcullis.envoylint",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule EACH_ROOM_KNOWS_ONLY_THOSE_BELOW =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("root")
          .definedBy("io.portcullis.envoylint")
          .layer("report")
          .definedBy("..report..")
          .layer("rule")
          .definedBy("..rule..")
          .layer("envoy")
          .definedBy("..envoy..")
          .layer("tree")
          .definedBy("..tree..")
          .whereLayer("root")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("rule")
          .mayOnlyBeAccessedByLayers("root", "report")
          .whereLayer("envoy")
          .mayOnlyBeAccessedByLayers("root", "rule")
          .whereLayer("tree")
          .mayOnlyBeAccessedByLayers("root", "report", "rule", "envoy");

  @ArchTest
  static final ArchRule KNOWS_NOTHING_OF_THE_SERVERS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.portcullis.kit..", "io.portcullis.extauthz..", "io.portcullis.token..");
}
