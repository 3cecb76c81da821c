package io.portcullis.kit.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfigAgreementTest {
  private static final String REFERENCE =
      """
      listener: {probes: 127.0.0.1:9080}
      issuers:
        - issuer: https://a
          jwks:
            uri: https://a/jwks
            # file: jwks.json
          leeway: 5s
          required: true
      policies:
        default: {require_scopes: [], max_staleness: 60s, on_stale: unavailable, weight: 1}
        other: {weight: 2}
      headers: {x-user-id: sub}
      token_bytes: 4096
      # key_file: keys/hmac
      """;

  @Test
  void findsNothingWhereAllAgree() {
    assertThat(compare(REFERENCE, schema())).isEmpty();
  }

  @Test
  void findsAKeyThatTheReferenceLacks() {
    assertThat(
            compare(REFERENCE.replace(", weight: 1", "").replace("    leeway: 5s\n", ""), schema()))
        .containsExactly(
            "reference.yaml does not show issuers[].leeway",
            "reference.yaml does not show policies[].weight");
  }

  @Test
  void findsAKeyThatTheRecordsLack() {
    assertThat(compare(REFERENCE + "colour: red\n", schema()))
        .singleElement()
        .asString()
        .contains("unknown key 'colour'");
  }

  @Test
  void findsASchemaOfAnotherDay() {
    assertThat(compare(REFERENCE, schema().replace("weight", "wait")))
        .containsExactly("the schema file is not what ConfigSchema.of makes");
  }

  @Test
  void schemaKnowsKeysKindsAndSpellings() {
    assertThat(schema())
        .contains("\"token_bytes\"", "\"additionalProperties\" : false", "\"let-pass\"")
        .contains("^[0-9]{1,9}(ms|s|m|h)$");
  }

  private static List<String> compare(String reference, String schema) {
    return ConfigAgreement.disagreements(Example.class, reference, schema, "Example");
  }

  private static String schema() {
    return ConfigSchema.of(Example.class, "Example");
  }
}
