package io.portcullis.envoylint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/envoy-lint.md says what the rules say. */
class DocumentTest {
  @Test
  void listsEveryRuleOnceInOrder() throws IOException {
    List<String> lines =
        Files.readAllLines(Repository.root().resolve("docs/envoy-lint.md")).stream()
            .filter(line -> line.matches("\\| `[a-z-]+` \\| (error|warning) \\|.*"))
            .toList();

    assertThat(lines).containsExactlyElementsOf(Rules.all().stream().map(this::line).toList());
  }

  @Test
  void everyIdIsKebabCaseAndUnique() {
    assertThat(Rules.all())
        .extracting(Rule::id)
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[a-z]+(-[a-z]+)*"));
  }

  private String line(Rule rule) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(rule.id(), rule.severity(), rule.risk(), rule.remedy(), rule.source());
  }
}
