package io.portcullis.kit.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConfigDifferenceTest {
  @Test
  void namesTheKeysOfRecordsListsAndMappings() throws ConfigException {
    assertThat(
            between(
                """
                token_bytes: 1000
                listener: {probes: "127.0.0.1:1"}
                policies: {a: {weight: 1}, b: {}, same: {weight: 2}}
                """,
                """
                token_bytes: 2000
                listener: {probes: "127.0.0.1:2"}
                policies: {a: {weight: 2}, c: {}, same: {weight: 2}}
                """))
        .containsExactlyInAnyOrder(
            "token_bytes", "listener.probes", "policies.a.weight", "policies.b", "policies.c");
  }

  @Test
  void namesNothingWhereOnlyTheWritingDiffers() throws ConfigException {
    assertThat(between("token_bytes: 1024\n", "# in another unit\ntoken_bytes: 1KiB\n")).isEmpty();
  }

  private static List<String> between(String before, String after) throws ConfigException {
    return ConfigDifference.between(read(before), read(after));
  }

  private static Example read(String yaml) throws ConfigException {
    return ConfigReader.parse(Example.class, "f.yaml", yaml, Map.of()).config();
  }
}
