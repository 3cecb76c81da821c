package io.portcullis.extauthz.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.portcullis.extauthz.envoy.House;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which test holds which row: none of the corpus is left out. */
class CorpusTableTest {
  private final SortedMap<Integer, SortedSet<String>> table = new TreeMap<>();

  @Test
  void everyRowHasATest() {
    Setting setting = new Setting(House.NOW_SECONDS, "http://127.0.0.1:1/");
    Corpus.rows(setting).forEach(row -> enter(row.number(), "CorpusTest"));
    JavaClasses tests =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages("io.portcullis.extauthz");
    for (JavaClass test : tests) {
      test.tryGetAnnotationOfType(CorpusNumbers.class.getName())
          .ifPresent(numbers -> enter(numbers, test.getSimpleName()));
      for (JavaMethod method : test.getMethods()) {
        method
            .tryGetAnnotationOfType(CorpusNumbers.class.getName())
            .ifPresent(numbers -> enter(numbers, test.getSimpleName() + "." + method.getName()));
      }
    }

    assertThat(table.keySet())
        .as("rows with a test: %s", table)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, Corpus.LAST_ROW).boxed().toList());
  }

  private void enter(JavaAnnotation<?> numbers, String test) {
    for (int number : (int[]) numbers.getExplicitlyDeclaredProperty("value")) {
      enter(number, test);
    }
  }

  private void enter(int number, String test) {
    table.computeIfAbsent(number, _ -> new TreeSet<>()).add(test);
  }
}
