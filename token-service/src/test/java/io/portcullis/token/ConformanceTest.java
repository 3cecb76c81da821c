package io.portcullis.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/oauth-conformance.md} names tests that exist, and by the standards they are for. */
class ConformanceTest {
  private static final int LEAST_LINES = 100;

  private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final Pattern OPEN = Pattern.compile("(not yet|follows with \\w+): \\w.*");

  /** What is in a test's name, its class included, when it is for a section of this standard. */
  private static final Map<Pattern, String> STANDARDS =
      Map.of(
          Pattern.compile("RFC (\\d{4})"), "#rfc$1",
          Pattern.compile("OIDC Core"), "#oidcCore",
          Pattern.compile("OIDC Discovery"), "#oidcDiscovery",
          Pattern.compile("RP-Initiated Logout"), "#rpInitiatedLogout",
          Pattern.compile("Back-Channel Logout"), "BackchannelLogoutTest#section",
          Pattern.compile("FAPI 2\\.0"), "#fapi20");

  /**
   * A line of a table.
   *
   * @param section of which standard, or that the requirement is our own
   * @param shown the tests, or why there is none yet
   */
  private record Line(String requirement, String section, String shown) {
    boolean isOpen() {
      return OPEN.matcher(shown).matches();
    }

    List<String> tests() {
      return NAMED.matcher(shown).results().map(MatchResult::group).toList();
    }

    List<String> standards() {
      return STANDARDS.entrySet().stream()
          .flatMap(standard ->
              standard
                  .getKey()
                  .matcher(section)
                  .results()
                  .map(found ->
                      standard.getKey().matcher(found.group()).replaceFirst(standard.getValue())))
          .toList();
    }
  }

  @Test
  void everyTestThatTheDocumentNamesExists() throws IOException {
    Map<String, String> sources = sources();

    assertThat(NAMED.matcher(document()).results().toList())
        .isNotEmpty()
        .allSatisfy(named -> {
          assertThat(sources).containsKey(named.group(1));
          assertThat(isTest(sources.getOrDefault(named.group(1), ""), named.group(2)))
              .as("%s is a test", named.group())
              .isTrue();
        });
  }

  @Test
  void everyLineIsShownByATestOrSaysWhyNot() throws IOException {
    assertThat(lines())
        .hasSizeGreaterThan(LEAST_LINES)
        .allSatisfy(line ->
            assertThat(line.isOpen() || !line.tests().isEmpty()).as(line.toString()).isTrue());
  }

  @Test
  void everyLineOfAStandardHasATestThatNamesTheStandard() throws IOException {
    assertThat(lines())
        .filteredOn(line -> !line.isOpen() && !line.standards().isEmpty())
        .isNotEmpty()
        .allSatisfy(line ->
            assertThat(line.tests())
                .as(line.toString())
                .anyMatch(test -> line.standards().stream().anyMatch(test::contains)));
  }

  private static boolean isTest(String source, String method) {
    return Pattern.compile(
            "(?ms)^  @(Test|ParameterizedTest|RepeatedTest|Property|ArchTest)\\b"
                + "(?:(?!^  }$|^$).)*?\\b"
                + method
                + "(\\(| =$)")
        .matcher(source)
        .find();
  }

  private static List<Line> lines() throws IOException {
    return document()
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| Requirement |"))
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .map(cells -> new Line(cells.get(1), cells.get(2), cells.get(3)))
        .toList();
  }

  private static String document() throws IOException {
    return Files.readString(Repository.root().resolve("docs/oauth-conformance.md"));
  }

  /** Every test class of the repository, by its simple name. */
  private static Map<String, String> sources() throws IOException {
    try (Stream<Path> modules = Files.list(Repository.root())) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(ConformanceTest::walk)
          .filter(file -> file.toString().endsWith("Test.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  ConformanceTest::read,
                  String::concat));
    }
  }

  private static Stream<Path> walk(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
